import "server-only";

import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "../client";

type Database = Pick<ReturnType<typeof db>, "execute">;

/** Serialization failure and deadlock: the database has undone everything and asks to be asked again. */
const again = new Set(["40001", "40P01"]);
const MOST_TRIES = 3;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/** A transaction whose work may be done more than once: it touches nothing but the database. */
export async function transaction<T>(work: (database: Database) => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db().transaction(async (held) => work(held));
    } catch (error) {
      if (tries === MOST_TRIES || !again.has(codeOf(error))) throw error;
      await delay(Math.random() * 20 * tries);
    }
  }
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
