import "server-only";

import { sql } from "drizzle-orm";
import { again } from "../again";
import { type Database, db, pool } from "../client";
import { withoutValues } from "../values";

/** A transaction whose work may be done more than once: it touches nothing but the database. */
export function transaction<T>(work: (database: Database) => PromiseLike<T>): Promise<T> {
  return withoutValues(again(() => pool().transaction(async (held) => work(held))));
}

/**
 * Does work after all other work with the same key has committed, so that it sees what that wrote; without a key, at
 * once. The lock ends with the transaction, as a pooler needs it.
 */
export async function inTurn<T>(
  key: string | null,
  work: (database: Database) => PromiseLike<T>,
): Promise<T> {
  if (key === null) return work(db());
  return transaction(async (held) => {
    await held.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
    return work(held);
  });
}
