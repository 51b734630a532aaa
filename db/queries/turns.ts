import "server-only";

import { sql } from "drizzle-orm";
import { again, inLine } from "../again";
import { type Database, db, pool } from "../client";
import { withoutValues } from "../values";

type Work<T> = (database: Database) => PromiseLike<T>;

/** A transaction whose work may be done more than once: it touches nothing but the database. */
export function transaction<T>(work: Work<T>): Promise<T> {
  return withoutValues(again((level) => pool().transaction(async (held) => work(held), level)));
}

/**
 * Does work after all other work with the same key has committed, so that it sees what that wrote; without a key, at
 * once. The lock ends with the transaction, as a pooler needs it. Read committed, whatever the default: a serializable
 * transaction would see what was there when it began to wait.
 */
export async function inTurn<T>(key: string | null, work: Work<T>): Promise<T> {
  if (key === null) return work(db());
  return withoutValues(
    again(() =>
      pool().transaction(async (held) => {
        await held.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
        return work(held);
      }, inLine),
    ),
  );
}
