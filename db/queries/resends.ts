import "server-only";

import { sql } from "drizzle-orm";
import { browserOf, type FailureRule } from "./budgets";
import { type FlowRef, isNeutral, newestChallenge } from "./challenges";
import { ago } from "./clock";
import {
  askMessage,
  type BegunMessage,
  begunColumns,
  isOwn,
  ledgerRows,
  type MessagePlan,
  type Reservation,
  reservation,
} from "./messages";
import { inTurn } from "./turns";

export type Resend = BegunMessage &
  Readonly<{
    previousId: string;
    previousProvider: string;
    /** The provider's id of the previous message where it may still be running. */
    previousRequestId: string | null;
  }>;

/** Either the challenge of the next message, or why there is none: the clock on the page then shows until when. */
export type ResendClaim =
  | Resend
  | Readonly<{ challengeId: null; state: null; limits: readonly string[]; breakerOpen: boolean }>;

/**
 * Where the provider keeps one message for each number, ten windows of a person get one. Of our own texts nobody else
 * keeps count, so the shortest wait holds for all windows together; not in logins by phone, where it would tell what
 * became of the message in another window.
 */
const cooldown = (seconds: number) => sql`
  select 'cooldown', null, max(o.created_at) + ${seconds}::int * interval '1 second'
  from due join challenges o on o.phone = due.phone and o.purpose = due.purpose and o.id <> due.id
  where o.state in ('pending', 'sent', 'unknown') and o.closed_at is null
    and o.created_at > ${ago(seconds)} and not ${isNeutral("o")} and not ${isNeutral("due")}
  having count(*) > 0`;

/**
 * Claims the next message of a flow and writes its challenge. Null: it is not due, or the flow is over. The row
 * lock makes a hundred clicks one.
 */
export async function claimResend(
  flow: FlowRef,
  phone: string,
  plan: MessagePlan,
  reserve: Reservation,
  rule: FailureRule,
  shortestWaitSeconds: number,
): Promise<ResendClaim | null> {
  const userId = sql`(select due.user_id from due)`;
  const browserHash = sql`(select ${browserOf("due")} from due)`;
  const asked = {
    purpose: flow.kind,
    phone,
    number: sql`begun.number`,
    userId,
    running: null,
    neutral: sql`(select ${isNeutral("due")} from due)`,
  };
  const own = isOwn(plan);
  const also = own ? cooldown(shortestWaitSeconds) : undefined;
  const turn = own ? `resend:${flow.kind}:${phone}` : null;
  const rows = await inTurn(turn, (database) =>
    database.execute<ResendClaim>(sql`
    with due as (
      select * from challenges where id = ${newestChallenge(flow)} and resend_at <= now() and state <> 'approved' for update
    ), ${reservation(reserve, sql`not exists (select 1 from due)`, { userId, browserHash, rule }, also)}, old as (
      update challenges c set
        resend_at = coalesce((select max(until) from blocked), 'infinity'),
        failure = case when c.failure in ('undelivered', 'blocked') or ${isNeutral("due")} then c.failure
          else coalesce((select min(reason) from blocked where reason <> 'cooldown'), c.failure) end,
        state = case when exists (select 1 from blocked) then c.state
          when c.state in ('pending', 'sent', 'unknown') then 'superseded' else c.state end,
        closed_at = case when exists (select 1 from blocked) then c.closed_at else coalesce(c.closed_at, now()) end
      from due where c.id = due.id
      returning c.*, due.state as was
    ), begun as (
      select coalesce(login_id, signup_id, confirmation_id) as id, old.number + 1 as number from old
      where not exists (select 1 from blocked)
    ), asked as (${askMessage(plan, asked)}),
    ${ledgerRows(reserve, sql`select null::uuid where false`)}
    select ${begunColumns(plan)}, old.id as "previousId", old.provider as "previousProvider",
      case when old.was = 'sent' and old.expires_at > now() then old.provider_request_id end as "previousRequestId"
    from old left join asked on true`),
  );
  return rows[0] ?? null;
}
