import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/** What is written down. lib/account/history.ts has plain words for each. */
export const auditEvents = [
  "login.password",
  "login.phone",
  "login.pin",
  "login.session",
  "signup.started",
  "signup.phone",
  "signup.account",
  "session.ended",
  "step-up.password",
  "step-up.pin",
  "reset.asked",
  "reset.link",
  "reset.pin",
  "account.username",
  "account.email-asked",
  "account.email",
  "account.password",
  "account.phone-pin",
  "account.phone",
  "account.phone-claimed",
  "account.language",
  "account.deleted",
  "account.frozen",
  "phone.restored",
  "notice.disputed",
  "approval.asked",
  "approval.answer",
  "approval.off",
  "device.added",
  "device.renamed",
  "device.removed",
  "login.factor",
  "login.passkey",
  "login.trusted",
  "step-up.factor",
  "reset.factor",
  "factor.added",
  "factor.renamed",
  "factor.removed",
  "codes.made",
  "codes.used",
  "recovery.asked",
  "recovery.stopped",
  "recovery.done",
  "trust.added",
  "trust.removed",
  "admin.role",
  "admin.searched",
  "admin.viewed",
  "admin.examined",
  "admin.session",
  "admin.sessions",
  "admin.disabled",
  "admin.enabled",
  "admin.reset",
] as const;

export type AuditEvent = (typeof auditEvents)[number];

export type AuditContext = Readonly<{ browser: string; address: string | null }>;

export type AuditRow = AuditContext &
  Readonly<{
    event: AuditEvent;
    outcome: string;
    userId: string | null;
    factor: string | null;
    /** What else the history tells; no secret, no full number or address. */
    details?: Readonly<Record<string, string>>;
  }>;

/** An INSERT for use as a WITH query, so that the record stands or falls with what it records. */
export function auditInsert(row: AuditRow, from: SQL = sql``): SQL {
  return sql`
    insert into audit (event, outcome, user_id, factor, browser, address, details)
    select ${row.event}, ${row.outcome}, ${row.userId}::uuid, ${row.factor}::text, ${row.browser}, ${row.address}::text,
      ${row.details ? JSON.stringify(row.details) : null}::jsonb
    ${from}`;
}

export async function recordAudit(row: AuditRow): Promise<void> {
  await db().execute(auditInsert(row));
}
