import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";

/** What a phone has signed. Times are milliseconds since 1970 by the database's clock. */
export type SignedAnswer = Readonly<{
  decision: string;
  statement: string;
  signature: string;
  decidedAt: number;
  deviceId: string;
  deviceName: string;
  publicKey: string;
  enrolledAt: number;
}>;

/** Also of a phone that was removed since. */
export async function readReceipt(userId: string, approvalId: string): Promise<SignedAnswer | null> {
  const rows = await db().execute<SignedAnswer>(sql`
    select a.state as decision, a.statement, a.signature, d.id as "deviceId", d.name as "deviceName",
      d.public_key as "publicKey", (extract(epoch from a.decided_at) * 1000)::float8 as "decidedAt",
      (extract(epoch from d.created_at) * 1000)::float8 as "enrolledAt"
    from approvals a join devices d on d.id = a.device_id
    where a.id = ${approvalId} and a.user_id = ${userId} and a.signature is not null`);
  return rows[0] ?? null;
}
