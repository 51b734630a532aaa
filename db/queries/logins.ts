import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";
import { type AuditContext, auditInsert } from "./audit";
import { countAttempts, type ThrottleEntry } from "./throttles";

/** A step of the login machine, as data: the states it may start from and the one it ends in. */
export type Transition = Readonly<{ from: readonly string[]; to: string }>;

const among = (states: readonly string[]): SQL =>
  sql`(${sql.join(
    states.map((state) => sql`${state}`),
    sql`, `,
  )})`;

/** Numbers of one message, from the policy. */
export type MessagePlan = Readonly<{ tries: number; lifeSeconds: number; resendSeconds: number }>;

export type NewLogin = AuditContext &
  Readonly<{
    handleHash: string;
    userId: string;
    phone: string;
    amr: string;
    returnTo: string | null;
    place: string | null;
    lifeSeconds: number;
    message: MessagePlan;
    sends: readonly ThrottleEntry[];
    failureRule: FailureRule;
    /** identified → challenged: the row is written in the state after both. */
    state: string;
  }>;

export type BegunChallenge = Readonly<{ challengeId: string; state: "pending" | "sent" | "failed" }>;

/**
 * Writes the login and its first challenge in one statement, intent before effect. A request of the same
 * account that is still running passes over to this login (one text serves, the older browser loses it);
 * otherwise the send is reserved against the throttles, and a passed limit leaves a challenge that says so.
 */
export async function beginLogin(login: NewLogin): Promise<BegunChallenge> {
  const rows = await db().execute<BegunChallenge>(sql`
    with running as (
      select c.* from challenges c join logins l on l.id = c.login_id
      where l.user_id = ${login.userId} and c.phone = ${login.phone} and c.state = 'sent' and c.closed_at is null
        and c.tries_left > 0 and c.expires_at > now() + interval '15 seconds'
      order by c.created_at desc limit 1 for update of c skip locked
    ), taken as (
      update challenges c set state = 'superseded', closed_at = now(), provider_request_id = null
      from running where c.id = running.id
    ), account as (
      select ${accountOpensAt(login.failureRule)} as opens_at from users u where u.id = ${login.userId}
    ), counted as (
      ${countAttempts(login.sends, sql`not exists (select 1 from running) and (select opens_at is null or opens_at <= now() from account)`)}
    ), blocked as (
      select 'locked' as reason, opens_at as until from account where opens_at > now()
      union all select 'throttled', max(window_ends_at) from counted where blocked having count(*) > 0
    ), begun as (
      insert into logins (handle_hash, user_id, state, amr, return_to, browser, address, place, expires_at)
      values (${login.handleHash}, ${login.userId}, ${login.state}, ${login.amr}, ${login.returnTo}, ${login.browser},
        ${login.address}, ${login.place}, now() + ${login.lifeSeconds}::int * interval '1 second')
      returning id
    ), asked as (
      insert into challenges (purpose, login_id, number, phone, provider_request_id, state, failure, tries_left,
        sent_at, called_at, resend_at, expires_at, closed_at)
      select 'login', begun.id, 1, ${login.phone}, running.provider_request_id,
        case when blocked.until is not null then 'failed' when running.id is not null then 'sent' else 'pending' end,
        blocked.reason, coalesce(running.tries_left, ${login.message.tries}::int),
        running.sent_at, running.called_at,
        coalesce(blocked.until, running.resend_at, now() + ${login.message.resendSeconds}::int * interval '1 second'),
        coalesce(running.expires_at, now() + ${login.message.lifeSeconds}::int * interval '1 second'),
        case when blocked.until is not null then now() end
      from begun left join running on true left join (select * from blocked limit 1) blocked on true
      returning id, state
    ), audited as (${auditInsert({ event: "login.password", outcome: "right", factor: "pwd", ...login })})
    select id as "challengeId", state from asked`);
  const [begun] = rows;
  if (!begun) throw new Error("A login was not written");
  return begun;
}

export type VerifiedLogin = Readonly<{ returnTo: string | null }>;

/**
 * Closes the challenge and moves its login on, in one statement: the second of two right answers finds
 * nothing to close. Only this resets the account's failure count.
 */
export async function passFactor(
  challengeId: string,
  factor: string,
  step: Transition,
  context: AuditContext,
): Promise<VerifiedLogin | null> {
  const rows = await db().execute<VerifiedLogin>(sql`
    with closed as (
      update challenges set state = 'approved', closed_at = now()
      where id = ${challengeId} and state = 'sent' returning login_id
    ), verified as (
      update logins set state = ${step.to}, amr = logins.amr || ' ' || ${factor}
      from closed where logins.id = closed.login_id and logins.state in ${among(step.from)} and logins.expires_at > now()
      returning logins.user_id, logins.return_to
    ), cleared as (
      update users set factor_failures = 0, factor_failed_at = null from verified where users.id = verified.user_id
    ), used as (
      update phones set last_used_at = now() from verified where phones.user_id = verified.user_id
    ), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'login.pin', 'right', user_id, ${factor}, ${context.browser}, ${context.address}::text from verified
    )
    select return_to as "returnTo" from verified`);
  return rows[0] ?? null;
}

/** The one writer of a login's state where nothing else changes with it. False: the race was lost. */
export async function advanceLogin(handleHash: string, step: Transition): Promise<boolean> {
  const rows = await db().execute(sql`
    update logins set state = ${step.to}, ended_at = now()
    where handle_hash = ${handleHash} and state in ${among(step.from)} and expires_at > now() returning id`);
  return rows.length > 0;
}
