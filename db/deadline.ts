import "server-only";

import type { Sql, TransactionSql } from "postgres";

/** How long the database has to undo a statement that it was told to end. */
const UNDO_MS = 1000;

/** A statement of the client: what it has for ending itself leaves the failure of that to nobody, so it is taken out. */
type Statement = PromiseLike<unknown> & { canceller: ((statement: unknown) => Promise<unknown>) | null };

const isStatement = (made: unknown): made is Statement => made instanceof Promise && "canceller" in made;

/** Asks for the end of a statement: one that still waits for a connection never gets there. */
async function end(statement: Statement): Promise<void> {
  const { canceller } = statement;
  statement.canceller = null;
  try {
    await canceller?.(statement);
  } catch {
    // Nobody answers there: what is silent is given up a moment later.
  }
}

/** `late` is called unless what is given away is called before. */
function within(milliseconds: number, late: () => void): () => void {
  const timer = setTimeout(late, milliseconds);
  return () => clearTimeout(timer);
}

function timed(statement: Statement, limitMs: number, onSilence: () => void): Statement {
  let settled = within(limitMs, () => {
    settled = within(UNDO_MS, onSilence);
    void end(statement);
  });
  const done = () => settled();
  statement.then(done, done);
  return statement;
}

type Work<T> = (held: TransactionSql) => T | Promise<T>;

/** Begins within the limit or not at all. Whoever gets no connection for twice as long asks a pool that is sick. */
function begin<T>(client: Sql, work: Work<T>, limitMs: number, onSilence: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let late = false;
    let settled = within(limitMs, () => {
      late = true;
      settled = within(limitMs, onSilence);
      reject(Object.assign(new Error("No connection became free in time"), { code: "57014" }));
    });
    const held = async (inner: TransactionSql): Promise<T> => {
      settled();
      if (late) throw new Error("Nobody waits for this transaction any more");
      const result = await work(limited(inner, limitMs, onSilence));
      settled = within(limitMs, onSilence);
      return result;
    };
    client
      .begin(held)
      .finally(() => settled())
      .then(resolve, reject);
  });
}

/**
 * The same client, but each statement has `limitMs` from being asked for to its answer, the wait for a connection included;
 * then it fails with 57014, and the database is told to undo it. The client itself waits for ever, in its queue and on a
 * line that is dead; settings of the connection do not pass a pooler in transaction mode, and a database that is gone
 * keeps no limit of its own. `onSilence`: not even the order to end was answered, so the connections are worth nothing.
 */
export function limited<Client extends Sql | TransactionSql>(
  client: Client,
  limitMs: number,
  onSilence: () => void,
): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name === "begin" && "begin" in target)
        return <T>(work: Work<T>) => begin(target, work, limitMs, onSilence);
      return (...given: unknown[]) => {
        const made: unknown = Reflect.apply(member, target, given);
        return isStatement(made) ? timed(made, limitMs, onSilence) : made;
      };
    },
  });
}
