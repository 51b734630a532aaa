import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";
import { FORMER } from "./notices";

/** Seconds that ended rows are kept. */
export type Retention = Readonly<
  Record<
    | "flowSeconds"
    | "sessionSeconds"
    | "throttleSeconds"
    | "eventSeconds"
    | "ledgerSeconds"
    | "noticeSeconds"
    | "browserSeconds"
    | "receiptSeconds"
    | "jobSeconds",
    number
  >
>;

export type Swept = Readonly<
  Record<
    | "logins"
    | "signups"
    | "confirmations"
    | "sessions"
    | "throttles"
    | "events"
    | "deliveries"
    | "sends"
    | "alerts"
    | "notices"
    | "browsers"
    | "phoneChanges"
    | "approvals"
    | "enrolments"
    | "factorEnrolments"
    | "trustedBrowsers"
    | "recoveryCodes"
    | "recoveries"
    | "jobRuns",
    number
  >
>;

/** Rows deleted by one statement: short enough to hold up nobody. */
const BATCH = 1000;

async function prune(table: string, key: string | readonly string[], ended: SQL): Promise<number> {
  const name = sql.identifier(table);
  const columns = sql.join(
    [key].flat().map((column) => sql.identifier(column)),
    sql`, `,
  );
  const rows = await db().execute(sql`
    delete from ${name} where (${columns}) in (
      select ${columns} from ${name} where ${ended} limit ${BATCH} for update skip locked
    ) returning 1`);
  return rows.length;
}

/** Those that changed an address keep the former one, which is told of everything for a while. */
const overConfirmations = (keep: Retention): SQL => sql`expires_at < ${ago(keep.flowSeconds)}
  and not (purpose = 'email-change' and state = 'done' and ended_at > now() - ${FORMER})`;

/** Unanswered requests are counted for a day; signed answers are receipts. */
const overApprovals = (keep: Retention): SQL => sql`created_at < ${ago(2 * keep.flowSeconds)}
  and (signature is null or created_at < ${ago(keep.receiptSeconds)})`;

/** Shown and never confirmed, used, or replaced by newer ones. */
const overCodes = (keep: Retention): SQL => sql`least(used_at, dropped_at) < ${ago(keep.receiptSeconds)}
  or confirmed_at is null and created_at < ${ago(keep.flowSeconds)}`;

/**
 * Deletes what has been over for long: pending logins, sign-ups and confirmations (their challenges with them), sessions,
 * throttle windows, what providers told, the ledger, notices, browsers, numbers that were replaced, requests that phones
 * were asked, browsers that are trusted no more, codes that open nothing, what waited for a new phone, and runs of jobs. Nothing
 * depends on it; running it twice, at once or never harms nobody.
 */
export async function sweep(keep: Retention, longestSessionSeconds: number): Promise<Swept> {
  return {
    logins: await prune("logins", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    signups: await prune("signups", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    confirmations: await prune("confirmations", "id", overConfirmations(keep)),
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
    notices: await prune("notices", "id", sql`created_at < ${ago(keep.noticeSeconds)}`),
    browsers: await prune(
      "browsers",
      ["user_id", "browser_hash"],
      sql`last_seen_at < ${ago(keep.browserSeconds)}`,
    ),
    approvals: await prune("approvals", "id", overApprovals(keep)),
    enrolments: await prune("enrolments", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    factorEnrolments: await prune("factor_enrolments", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    trustedBrowsers: await prune("trusted_browsers", "id", sql`expires_at < ${ago(keep.flowSeconds)}`),
    recoveryCodes: await prune("recovery_codes", "id", overCodes(keep)),
    recoveries: await prune("recoveries", "id", sql`coalesce(ended_at, ends_at) < ${ago(keep.flowSeconds)}`),
    jobRuns: await prune("job_runs", "id", sql`started_at < ${ago(keep.jobSeconds)}`),
    phoneChanges: await prune("phone_changes", "id", sql`undo_until < ${ago(keep.noticeSeconds)}`),
  };
}
