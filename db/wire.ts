import "server-only";

import type { Sql, TransactionSql } from "postgres";

/** What the client asks once it has sent a statement: whether another one may follow before the answer. */
const alone = { onexecute: () => false };

/**
 * Whether the client first asks the server what types the parameters have, and waits for the answer before it sends
 * their values. It sets this itself as it sends; here the answer stays no.
 */
const notDescribedFirst: PropertyDescriptor = { get: () => false, set: () => undefined };

type Work<T> = (held: TransactionSql) => T | Promise<T>;

/** What is written the same whatever type the server takes it for; the builder makes nothing else of our values. */
const isPlain = (value: unknown): boolean =>
  value === null || ["string", "number", "boolean"].includes(typeof value) || value instanceof Uint8Array;

function refuseOthers(parameters: readonly unknown[]): void {
  const at = parameters.findIndex((value) => !isPlain(value));
  // Its place alone: what it holds belongs in no message.
  if (at >= 0)
    throw new TypeError(`Parameter ${at + 1} is no text, number, boolean, null or bytes: write it as text`);
}

/**
 * The same client, whose statements each take one exchange with the server, one at a time on each line.
 *
 * By itself it takes two for each that has parameters and is not kept prepared. And it would send the next one right
 * behind one that has no parameters, of that at first only half. A pooler in transaction mode gives the server away
 * after the first answer (PgBouncer before 1.21 does): the other half goes to a server that knows nothing of the first,
 * and the line is silent for ever. Its option `max_pipeline` does not reach that far: at 0 it begins no transactions, at
 * 1 two may follow. `keptPrepared`: the server parses each statement once for a line, which a pooler must know of.
 */
export function oneExchangeEach<Client extends Sql | TransactionSql>(
  client: Client,
  keptPrepared: boolean,
): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === "begin" && "begin" in target)
        return <T>(work: Work<T>) => target.begin((held) => work(oneExchangeEach(held, keptPrepared)));
      if (name !== "unsafe" || typeof member !== "function") return member;
      return (text: string, parameters: readonly unknown[] = [], options: object = {}): unknown => {
        refuseOthers(parameters);
        const settings = { ...options, ...alone, prepare: keptPrepared };
        const statement: object = Reflect.apply(member, target, [text, parameters, settings]);
        return Object.defineProperty(statement, "describeFirst", notDescribedFirst);
      };
    },
  });
}
