import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";

/** Seconds that ended rows are kept. */
export type Retention = Readonly<
  Record<"flowSeconds" | "sessionSeconds" | "throttleSeconds" | "eventSeconds" | "ledgerSeconds", number>
>;

export type Swept = Readonly<
  Record<
    "logins" | "signups" | "sessions" | "throttles" | "events" | "deliveries" | "sends" | "alerts",
    number
  >
>;

/** Rows deleted by one statement: short enough to hold up nobody. */
const BATCH = 1000;

async function prune(table: string, key: string, ended: SQL): Promise<number> {
  const [name, column] = [sql.identifier(table), sql.identifier(key)];
  const rows = await db().execute(sql`
    delete from ${name} where ${column} in (
      select ${column} from ${name} where ${ended} limit ${BATCH} for update skip locked
    ) returning 1`);
  return rows.length;
}

/**
 * Deletes what has been over for long: pending logins and sign-ups (their challenges with them), sessions,
 * throttle windows, what providers told, and the ledger. Nothing depends on it; running it twice, at once or never harms nobody.
 */
export async function sweep(keep: Retention, longestSessionSeconds: number): Promise<Swept> {
  return {
    logins: await prune("logins", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    signups: await prune("signups", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    sessions: await prune(
      "sessions",
      "id",
      sql`coalesce(revoked_at, created_at + ${longestSessionSeconds}::int * interval '1 second')
        < ${ago(keep.sessionSeconds)}`,
    ),
    throttles: await prune("throttles", "key", sql`window_ends_at < ${ago(keep.throttleSeconds)}`),
    events: await prune("provider_events", "id", sql`received_at < ${ago(keep.eventSeconds)}`),
    deliveries: await prune("provider_deliveries", "id", sql`received_at < ${ago(keep.eventSeconds)}`),
    sends: await prune("sends", "id", sql`at < ${ago(keep.ledgerSeconds)}`),
    alerts: await prune("alerts", "key", sql`raised_at < ${ago(keep.eventSeconds)}`),
  };
}
