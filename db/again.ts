import "server-only";

import { setTimeout as delay } from "node:timers/promises";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";

/** Serialization failure and deadlock: the database has undone everything and asks to be asked again. */
const undone = new Set(["40001", "40P01"]);
export const MOST_TRIES = 6;
/** Tries at the level that the database has by default. */
const AS_GIVEN = 3;
const FIRST_PAUSE_MS = 20;

/** At this level whoever meets at a row stands in line. Every statement here is right at it (design: guarded writes). */
export const inLine: PgTransactionConfig = { isolationLevel: "read committed" };

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/**
 * Does again what the database has undone by itself, some times; then the failure is passed on. A lost connection is
 * never that: what was asked for may be committed. A serializable database lets one of those who meet at a row pass and
 * turns all others away, so that with fifty of them no number of tries is enough: the last tries are made in line.
 */
export async function again<T>(work: (level: PgTransactionConfig | undefined) => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(tries > AS_GIVEN ? inLine : undefined);
    } catch (error) {
      if (tries === MOST_TRIES || !undone.has(codeOf(error))) throw error;
      await delay(Math.random() * FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}
