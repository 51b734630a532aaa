import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { ApprovalState } from "./approvals";
import type { AuditContext } from "./audit";
import { clearFailures } from "./budgets";
import { endPending, endSessions, ownersTurn } from "./endings";
import { joinedMethods, type Transition } from "./logins";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";
import { inTurn, transaction } from "./turns";
import { among } from "./words";

/** What a phone has answered. `right`: it typed the digits that the browser shows; anybody may say no without. */
export type Answer = AuditContext &
  Readonly<{
    approvalId: string;
    deviceId: string;
    userId: string;
    place: string | null;
    decision: "approved" | "denied" | "disowned";
    right: boolean;
    /** What was signed, and the signature over it. */
    statement: string;
    signature: string;
  }>;

/** The steps of the login machine, and how the owner is told. */
export type AnswerRule = Readonly<{
  passed: Transition;
  denied: Transition;
  revoked: Transition;
  notices: NoticeChannels;
}>;

export type Decided = Readonly<{ state: ApprovalState; triesLeft: number }>;

/**
 * Locks what waits for the answer, and only while that is open, then the request, then the phone: in the order in which
 * everybody does. Two answers of one phone wait for each other, and for whoever takes its right away.
 */
const held = ({ approvalId, deviceId, userId }: Answer, { passed }: AnswerRule): SQL => sql`
  login as (
    select l.id from approvals a join logins l on l.id = a.login_id
    where a.id = ${approvalId} and l.state in ${among(passed.from)} and l.expires_at > now() for no key update of l
  ), confirmation as (
    select k.id from approvals a join confirmations k on k.id = a.confirmation_id join sessions s on s.id = k.session_id
    where a.id = ${approvalId} and k.state = 'open' and k.expires_at > now() and s.revoked_at is null
    for no key update of k
  ), acting as (
    select s.id from approvals a join sessions s on s.id = a.session_id
    where a.id = ${approvalId} and a.purpose = 'action' and s.revoked_at is null
  ), waiting as (
    select a.id from approvals a, (select count(*) from login) logins_first, (select count(*) from confirmation) flows_first
    where a.id = ${approvalId} and a.user_id = ${userId} and a.state = 'pending' for no key update of a
  ), device as (
    select d.id, d.name from devices d, (select count(*) from waiting) requests_first
    where d.id = ${deviceId} and d.user_id = ${userId} and d.revoked_at is null for no key update of d
  )`;

/**
 * Answers a request, once, in one statement. A wrong code costs a try, the last one ends it. Everything is judged here:
 * the phone is not revoked, the request waits and is not too old, and what asked for it is open.
 */
function decision(answer: Answer, rule: AnswerRule): SQL {
  const { userId, decision: wanted, right, browser, address, place } = answer;
  const counts = wanted === "approved";
  const final = right || !counts;
  const seen = seenFrom(sql`a.request::json ->> 'browser'`, sql`a.request::json ->> 'place'`);
  return sql`
    with ${held(answer, rule)}, decided as (
      update approvals a set
        tries_left = a.tries_left - ${counts ? 1 : 0},
        state = case when ${final} then ${wanted} when a.tries_left <= 1 then 'exhausted' else 'pending' end,
        device_id = case when ${final} then device.id end,
        statement = case when ${final} then ${answer.statement} end,
        signature = case when ${final} then ${answer.signature} end,
        decided_at = case when ${final} or a.tries_left <= 1 then now() end
      from device, waiting where a.id = waiting.id and a.user_id = ${userId} and a.state = 'pending' and a.expires_at > now()
        and a.tries_left > 0 and (a.login_id in (select id from login)
          or a.confirmation_id in (select id from confirmation) or a.session_id in (select id from acting))
      returning a.*, device.name as device
    ), moved as (
      update logins l set
        state = case when a.state = 'approved' then ${rule.passed.to} else ${rule.denied.to} end,
        amr = case when a.state = 'approved' then ${joinedMethods(sql`l.amr`, sql`'swk'`)} else l.amr end,
        ended_at = case when a.state = 'approved' then l.ended_at else now() end
      from decided a where l.id = a.login_id and a.state in ('approved', 'denied', 'disowned')
    ), proved as (
      update confirmations k set
        state = case when a.state = 'approved' then 'proved' else 'cancelled' end,
        amr = case when a.state = 'approved' then ${joinedMethods(sql`k.amr`, sql`'swk'`)} else k.amr end
      from decided a where k.id = a.confirmation_id and a.state in ('approved', 'denied', 'disowned')
    ), ${clearFailures(
      sql`select a.user_id, coalesce(l.browser_hash, s.browser_hash) as browser_hash
        from decided a left join logins l on l.id = a.login_id left join sessions s on s.id = a.session_id
        where a.state = 'approved'`,
      sql`true`,
      sql`b.approvals_off_at`,
    )}, used as (
      update devices d set last_used_at = now() from decided a where d.id = a.device_id
    ), told as (${tellOwner(
      "approval-denied",
      rule.notices,
      sql`select a.user_id, ${seen} || jsonb_build_object('purpose', a.purpose) as details from decided a
        where a.state in ('denied', 'disowned', 'exhausted') and (a.state = 'disowned' or not exists (
          select 1 from notices n where n.user_id = a.user_id and n.kind = 'approval-denied'
            and n.created_at > now() - interval '1 hour'))`,
    )}), audited as (
      insert into audit (event, outcome, user_id, factor, login_id, session_id, browser, address, details)
      select 'approval.answer', case when a.state = 'pending' then 'wrong' else a.state end, a.user_id, 'swk', a.login_id,
        a.session_id, ${browser}, ${address}::text, jsonb_build_object('approval', a.id, 'device', a.device,
          'message', a.request::json ->> 'message', 'purpose', a.purpose, 'place', ${place}::text)
      from decided a
    )
    select state, tries_left::int as "triesLeft" from decided`;
}

/**
 * The answer of a phone; null when there is nothing to answer any more. "This was not me" also ends every session and
 * whatever else is pending, together with the answer.
 */
export async function decide(answer: Answer, rule: AnswerRule): Promise<Decided | null> {
  const statement = decision(answer, rule);
  if (answer.decision !== "disowned") {
    const rows = await transaction((database) => database.execute<Decided>(statement));
    return rows[0] ?? null;
  }
  const whose = sql`select ${answer.userId}::uuid as user_id`;
  return inTurn(ownersTurn(answer.userId), async (database) => {
    const [decided] = await database.execute<Decided>(statement);
    if (!decided) return null;
    await database.execute(endPending(whose, rule.revoked));
    await database.execute(sql`with ${endSessions(whose, "disowned")} select count(*) from ended`);
    return decided;
  });
}
