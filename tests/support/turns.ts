/** The instance whose turn it is. A call that answers later hands the turn on, so that a journey goes to and fro. */
let second = false;

type Callable = (...values: unknown[]) => unknown;

const isFunction = (value: unknown): value is Callable =>
  typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));

type Module = Readonly<Record<string, unknown>>;

const origins = new WeakMap<object, readonly [Module, Module]>();

/** The same module of both instances, of what a test has imported from it; null where there is one instance. */
export const instancesOf = (imported: unknown): readonly [Module, Module] | null =>
  (typeof imported === "function" && origins.get(imported)) || null;

/** What a test gets as a module's `name`: of functions now the one instance's, now the other's, else the first one's. */
export function inTurns(first: Module, other: Module, name: string): unknown {
  const mine = first[name];
  if (!isFunction(mine) || !isFunction(other[name]) || mine === other[name]) return mine;
  const call = (...values: unknown[]): unknown => {
    // Read at each call: a spy may have taken its place.
    const now = (second ? other : first)[name];
    const answer = isFunction(now) ? now(...values) : undefined;
    if (answer instanceof Promise) second = !second;
    return answer;
  };
  origins.set(call, [first, other]);
  return Object.assign(call, mine);
}
