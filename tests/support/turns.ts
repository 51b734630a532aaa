/** The instance whose turn it is. A call that answers later hands the turn on, so that a journey goes to and fro. */
let second = false;

type Callable = (...values: unknown[]) => unknown;

const isFunction = (value: unknown): value is Callable =>
  typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));

/** A function that is now the one instance's, now the other's; anything else is the first one's. */
export function inTurns(one: unknown, other: unknown): unknown {
  if (!isFunction(one) || !isFunction(other) || one === other) return one;
  const call = (...values: unknown[]): unknown => {
    const answer = (second ? other : one)(...values);
    if (answer instanceof Promise) second = !second;
    return answer;
  };
  return Object.assign(call, one);
}
