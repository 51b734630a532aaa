import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";

type Database = Pick<ReturnType<typeof db>, "execute">;

/**
 * Does work after all other work with the same key has committed, so that it sees what that wrote; without a key, at
 * once. The lock ends with the transaction, as a pooler needs it.
 */
export async function inTurn<T>(
  key: string | null,
  work: (database: Database) => PromiseLike<T>,
): Promise<T> {
  if (key === null) return work(db());
  return db().transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
    return work(transaction);
  });
}
