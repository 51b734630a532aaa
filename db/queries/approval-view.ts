import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { ApprovalPurpose, ApprovalState } from "./approvals";

/** What waits for an approval, named by the secret that only the asking browser holds. */
export type ApprovalRef = Readonly<{ purpose: ApprovalPurpose; handleHash: string }>;

/**
 * The newest request of a flow, for the browser that waits for its answer. Times are milliseconds since 1970 by the
 * database's clock; `now` is that clock.
 */
export type ApprovalRow = Readonly<{
  /** Of the login, the confirmation; of an action, the request's own. */
  flowState: string;
  flowId: string;
  /** What a login asks for. */
  asks: string;
  userId: string;
  username: string;
  returnTo: string | null;
  sessionId: string | null;
  id: string;
  state: ApprovalState;
  /** As it was asked. */
  request: string;
  triesLeft: number;
  push: string | null;
  /** How the phones of the account are called. */
  devices: readonly string[];
  now: number;
  createdAt: number;
  expiresAt: number;
}>;

const ms = (of: SQL): SQL => sql`(extract(epoch from ${of}) * 1000)::float8`;

function flowRow({ purpose, handleHash }: ApprovalRef): SQL {
  switch (purpose) {
    case "login":
      return sql`select l.id as flow_id, l.state as flow_state, l.asks, l.return_to, null::uuid as session_id
        from logins l where l.handle_hash = ${handleHash} and l.expires_at > now()`;
    case "step-up":
      return sql`select k.id as flow_id, k.state as flow_state, 'approval' as asks, k.return_to, k.session_id
        from confirmations k where k.handle_hash = ${handleHash} and k.purpose = 'step-up' and k.expires_at > now()`;
    case "action":
      return sql`select x.id as flow_id, x.state as flow_state, 'approval' as asks, x.page as return_to, x.session_id
        from approvals x where x.handle_hash = ${handleHash} and x.created_at > now() - interval '15 minutes'`;
  }
}

function joined({ purpose }: ApprovalRef): SQL {
  switch (purpose) {
    case "login":
      return sql`a.login_id = f.flow_id`;
    case "step-up":
      return sql`a.confirmation_id = f.flow_id`;
    case "action":
      return sql`a.id = f.flow_id`;
  }
}

export async function readApproval(flow: ApprovalRef): Promise<ApprovalRow | null> {
  const rows = await db().execute<ApprovalRow>(sql`
    select f.flow_state as "flowState", f.flow_id as "flowId", f.asks, a.user_id as "userId", u.username,
      f.return_to as "returnTo", f.session_id as "sessionId", a.id, a.state, a.request,
      a.tries_left::int as "triesLeft", a.push, ${ms(sql`now()`)} as "now", ${ms(sql`a.created_at`)} as "createdAt",
      ${ms(sql`a.expires_at`)} as "expiresAt",
      (select coalesce(json_agg(d.name order by d.last_used_at desc nulls last, d.created_at), '[]')
        from devices d where d.user_id = a.user_id and d.revoked_at is null) as "devices"
    from (${flowRow(flow)}) f join approvals a on ${joined(flow)} join users u on u.id = a.user_id
    order by a.created_at desc limit 1`);
  return rows[0] ?? null;
}
