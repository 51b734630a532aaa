import "server-only";

import { readBreakers } from "@/db/queries/breakers";
import { pingDatabase } from "@/db/queries/health";
import { isMigrated } from "@/db/queries/migrations";
import { jobStates } from "./jobs";

const KEPT_MS = 1_000;

let known: Readonly<{ at: number; answer: Promise<boolean> }> | undefined;

/**
 * Whether the database answers and has every migration of this build. Asked once a second at most, however many ask, so
 * that nobody loads the database by asking.
 */
export function isReady(): Promise<boolean> {
  const now = performance.now();
  if (known === undefined || now - known.at > KEPT_MS)
    known = { at: now, answer: isMigrated().catch(() => false) };
  return known.answer;
}

type Health = Readonly<{
  databaseMs: number;
  migrated: boolean;
  overdueJobs: readonly string[];
  /** Providers that are left alone at the moment, because they failed in a row. */
  openBreakers: readonly string[];
}>;

/** For operators. Throws when the database does not answer. */
export async function healthNow(): Promise<Health> {
  const start = performance.now();
  await pingDatabase();
  const databaseMs = Math.round(performance.now() - start);
  const [migrated, states, breakers] = await Promise.all([isMigrated(), jobStates(), readBreakers()]);
  return {
    databaseMs,
    migrated,
    overdueJobs: states.filter(({ overdue }) => overdue).map(({ name }) => name),
    openBreakers: breakers.filter(({ open }) => open).map(({ provider }) => provider),
  };
}
