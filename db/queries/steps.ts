import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";
import type { ChallengeState, FlowRef } from "./challenges";

/**
 * Where a flow stands, for the page that shows it. Times are milliseconds since 1970 by the database's clock;
 * `now` is that clock. `resendAt` is infinity when no further message will be sent.
 */
export type StepRow = Readonly<{
  flowState: string;
  username: string;
  phone: string;
  /** Until when the account takes no PIN; null when it does. */
  lockedUntil: number | null;
  now: number;
  number: number;
  state: ChallengeState;
  failure: string | null;
  triesLeft: number;
  sentAt: number | null;
  calledAt: number | null;
  resendAt: number;
  expiresAt: number;
}>;

const ms = (column: string) =>
  sql.join([sql`(extract(epoch from `, sql.identifier(column), sql`) * 1000)::float8`]);

const columns = sql`c.phone, c.number::int, c.state, c.failure, c.tries_left::int as "triesLeft",
  (extract(epoch from now()) * 1000)::float8 as "now", ${ms("locked_until")} as "lockedUntil",
  ${ms("sent_at")} as "sentAt", ${ms("called_at")} as "calledAt", ${ms("resend_at")} as "resendAt",
  ${ms("challenge_ends_at")} as "expiresAt"`;

export async function readStep({ kind, handleHash }: FlowRef, rule: FailureRule): Promise<StepRow | null> {
  const flow =
    kind === "login"
      ? sql`select l.id, l.state, u.username, l.expires_at,
          ${accountOpensAt(rule)} as locked_until from logins l
          join users u on u.id = l.user_id where l.handle_hash = ${handleHash}`
      : sql`select s.id, case when s.user_id is null then 'challenged' else 'completed' end as state, s.username,
          s.expires_at, null::timestamptz as locked_until from signups s where s.handle_hash = ${handleHash}`;
  const owner = kind === "login" ? sql`c.login_id` : sql`c.signup_id`;
  const rows = await db().execute<StepRow>(sql`
    select flow_state as "flowState", username, ${columns}
    from (
      select f.state as flow_state, f.username, f.locked_until,
        c.expires_at as challenge_ends_at, c.*
      from (${flow}) f join challenges c on ${owner} = f.id
      where f.expires_at > now() order by c.number desc limit 1
    ) c`);
  return rows[0] ?? null;
}
