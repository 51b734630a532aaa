import "server-only";

import { setTimeout as delay } from "node:timers/promises";

/** Serialization failure and deadlock: the database has undone everything and asks to be asked again. */
const undone = new Set(["40001", "40P01"]);
export const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/**
 * Does again what the database has undone by itself, some times; then the failure is passed on. A lost connection is
 * never that: what was asked for may be committed. Whoever met at one row parts by the random share of a doubling pause.
 */
export async function again<T>(work: () => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === MOST_TRIES || !undone.has(codeOf(error))) throw error;
      await delay(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS));
    }
  }
}
