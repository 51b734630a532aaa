import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

type AuditEvent =
  | "login.password"
  | "login.pin"
  | "login.session"
  | "signup.started"
  | "signup.phone"
  | "signup.account"
  | "session.ended";

export type AuditContext = Readonly<{ browser: string; address: string | null }>;

export type AuditRow = AuditContext &
  Readonly<{ event: AuditEvent; outcome: string; userId: string | null; factor: string | null }>;

/** An INSERT for use as a WITH query, so that the record stands or falls with what it records. */
export function auditInsert(row: AuditRow, from: SQL = sql``): SQL {
  return sql`
    insert into audit (event, outcome, user_id, factor, browser, address)
    select ${row.event}, ${row.outcome}, ${row.userId}::uuid, ${row.factor}::text, ${row.browser}, ${row.address}::text
    ${from}`;
}

export async function recordAudit(row: AuditRow): Promise<void> {
  await db().execute(auditInsert(row));
}
