import "server-only";

import type { Sql } from "postgres";

/** What the client asks once it has sent a statement: whether another one may follow before the answer. */
const alone = { onexecute: () => false };

/**
 * The same client with one statement at a time on each line. It would send the next one right behind one that has no
 * parameters, and of that at first only half. A pooler in transaction mode gives the server away after the first answer
 * (PgBouncer before 1.21 does): the other half goes to a server that knows nothing of the first, and the line is silent
 * for ever. Its option `max_pipeline` does not reach that far: at 0 it begins no transactions, at 1 two may follow.
 */
export function oneAtATime(client: Sql): Sql {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== "unsafe" || typeof member !== "function") return member;
      return (text: string, parameters: readonly unknown[] = [], options: object = {}): unknown =>
        Reflect.apply(member, target, [text, parameters, { ...options, ...alone }]);
    },
  });
}
