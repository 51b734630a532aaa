import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";
import { type FlowRef, newestChallenge } from "./challenges";
import type { MessagePlan } from "./logins";
import { countAttempts, type ThrottleEntry } from "./throttles";

export type Resend = Readonly<{
  challengeId: string;
  previousId: string;
  /** The provider's id of the previous message where it may still be running. */
  previousRequestId: string | null;
}>;

/**
 * Claims the next message of a flow and writes its challenge. Null: it is not due, a limit is passed (the
 * clock on the page then shows until when), or the flow is over. The row lock makes a hundred clicks one.
 */
export async function claimResend(
  flow: FlowRef,
  plan: MessagePlan,
  sends: readonly ThrottleEntry[],
  rule: FailureRule,
): Promise<Resend | null> {
  const rows = await db().execute<Resend>(sql`
    with due as (
      select * from challenges where id = ${newestChallenge(flow)} and resend_at <= now() for update
    ), account as (
      select ${accountOpensAt(rule)} as opens_at from due join logins l on l.id = due.login_id
      join users u on u.id = l.user_id
    ), counted as (
      ${countAttempts(sends, sql`exists (select 1 from due) and not exists (select 1 from account where opens_at > now())`)}
    ), blocked as (
      select 'locked' as reason, opens_at as until from account where opens_at > now()
      union all select 'throttled', max(window_ends_at) from counted where blocked having count(*) > 0
    ), old as (
      update challenges c set
        resend_at = coalesce((select max(until) from blocked), 'infinity'),
        failure = coalesce((select min(reason) from blocked), c.failure),
        state = case when exists (select 1 from blocked) then c.state
          when c.state in ('pending', 'sent', 'unknown') then 'superseded' else c.state end,
        closed_at = case when exists (select 1 from blocked) then c.closed_at else coalesce(c.closed_at, now()) end
      from due where c.id = due.id
      returning c.*, due.state as was
    ), asked as (
      insert into challenges (purpose, login_id, signup_id, number, phone, state, tries_left, resend_at, expires_at)
      select purpose, login_id, signup_id, number + 1, phone, 'pending', ${plan.tries}::int,
        now() + ${plan.resendSeconds}::int * interval '1 second', now() + ${plan.lifeSeconds}::int * interval '1 second'
      from old where not exists (select 1 from blocked)
      returning id
    )
    select asked.id as "challengeId", old.id as "previousId",
      case when old.was = 'sent' and old.expires_at > now() then old.provider_request_id end as "previousRequestId"
    from asked, old`);
  return rows[0] ?? null;
}
