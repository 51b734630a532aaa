import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type AuditContext, auditInsert } from "./audit";
import { clearFailures, type FailureRule } from "./budgets";
import { ago } from "./clock";
import { hasStronger } from "./factors";
import {
  askMessage,
  type BegunMessage,
  begunColumns,
  canCarryOn,
  isOwn,
  ledgerRows,
  type MessagePlan,
  type Reservation,
  reservation,
} from "./messages";
import { usedSends } from "./sends";
import { inTurn } from "./turns";
import { among } from "./words";

/** A step of the login machine, as data: the states it may start from and the one it ends in. */
export type Transition = Readonly<{ from: readonly string[]; to: string }>;

export type NewLogin = AuditContext &
  Readonly<{
    handleHash: string;
    /** `phone`: a number alone, which any stranger may give; nobody's account is touched by it. */
    route: "password" | "phone";
    /** Null: the number belongs to nobody, and nobody may notice. */
    userId: string | null;
    phone: string;
    amr: string;
    browserHash: string | null;
    returnTo: string | null;
    place: string | null;
    lifeSeconds: number;
    message: MessagePlan;
    reserve: Reservation;
    failureRule: FailureRule;
    /** identified → challenged: the row is written in the state after both. */
    state: string;
  }>;

/**
 * Which running challenge `c` of login `l` a new login carries on. Whoever knows the password may take over what a
 * stranger began with the number. A login by phone carries nothing on: what it showed would tell what became of a message
 * that was asked for before, and so that there was one.
 */
const carriedBy = ({ route, userId, phone, message }: NewLogin): SQL =>
  route === "password"
    ? sql`l.user_id = ${userId} and c.phone = ${phone} and ${canCarryOn(message)}`
    : sql`false`;

/**
 * Writes the login and its first challenge in one statement, intent before effect. A request of the same
 * account that is still running passes over to this login (one text serves, the older browser loses it);
 * otherwise the send is reserved, and a refusal leaves a challenge that says why.
 */
export async function beginLogin(login: NewLogin): Promise<BegunMessage> {
  const named = login.route === "password";
  const userId = named ? sql`${login.userId}::uuid` : sql`null::uuid`;
  const account = { userId, browserHash: sql`${login.browserHash}::text`, rule: login.failureRule };
  const running = sql`select * from running where not exists (select 1 from account where opens_at > now())`;
  const turn = named && isOwn(login.message) ? `login:${login.userId}` : null;
  const flow = {
    purpose: "login",
    phone: login.phone,
    number: sql`1`,
    userId,
    running,
    neutral: sql`${!named}`,
  } as const;
  const event = named
    ? ({ event: "login.password", outcome: "right", factor: "pwd" } as const)
    : ({ event: "login.phone", outcome: "asked", factor: null } as const);
  const rows = await inTurn(turn, (database) =>
    database.execute<BegunMessage>(sql`
    with running as (
      select c.* from challenges c join logins l on l.id = c.login_id
      where ${carriedBy(login)}
      order by c.created_at desc limit 1 for update of c ${isOwn(login.message) ? sql`` : sql`skip locked`}
    ), taken as (
      update challenges c set state = 'superseded', closed_at = now(), provider_request_id = null, code_hash = null
      from running where c.id = running.id
    ), ${reservation(login.reserve, sql`exists (select 1 from running)`, account)}, begun as (
      insert into logins (handle_hash, route, browser_hash, user_id, state, amr, return_to, browser, address, place, expires_at)
      values (${login.handleHash}, ${login.route}, ${login.browserHash}, ${login.userId}::uuid, ${login.state}, ${login.amr}, ${login.returnTo}, ${login.browser},
        ${login.address}, ${login.place}, now() + ${login.lifeSeconds}::int * interval '1 second')
      returning id
    ), asked as (${askMessage(login.message, flow)}),
    ${ledgerRows(login.reserve, sql`select id from running`)},
    audited as (${auditInsert({ ...login, ...event })})
    select ${begunColumns(login.message)} from asked`),
  );
  const [begun] = rows;
  if (!begun) throw new Error("A login was not written");
  return begun;
}

/** `more`: the PIN was right and is not enough; the login waits for what else is needed. */
export type PassedFactor = Readonly<{ returnTo: string | null; more: boolean }>;

/** When a number alone is not enough, in seconds, from the policy. */
export type NumberRule = Readonly<{ sleepsAfterSeconds: number; settlesAfterSeconds: number }>;

/** Methods as a session has them: each once, in the order of the alphabet, separated by spaces. */
export const joinedMethods = (...amr: SQL[]): SQL => sql`(
  select coalesce(string_agg(distinct method, ' ' order by method), '')
  from unnest(string_to_array(concat_ws(' ', ${sql.join(amr, sql`, `)}), ' ')) method where method <> '')`;

/**
 * Closes the challenge and moves its login on, in one statement: the second of two right answers finds
 * nothing to close. Only this resets the account's failure count. A login by phone needs more where nobody has the
 * number yet, where it has slept for long, was just changed, or is claimed by somebody else, and where the account has
 * something stronger; whoever has shown the
 * password too ends such a claim.
 */
export async function passFactor(
  challengeId: string,
  factor: string,
  steps: Readonly<{ passed: Transition; held: Transition }>,
  rule: NumberRule,
  context: AuditContext,
): Promise<PassedFactor | null> {
  const rows = await db().execute<PassedFactor>(sql`
    with closed as (
      update challenges set state = 'approved', closed_at = now()
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed', 'exhausted') returning id, login_id, phone
    ), judged as (
      select l.id, l.route = 'phone' and not exists (
        select 1 from phones p where p.user_id = l.user_id and p.number = closed.phone and p.contested_at is null
          and coalesce(p.last_used_at, p.confirmed_at) > ${ago(rule.sleepsAfterSeconds)}
          and (p.changed_at is null or p.changed_at <= ${ago(rule.settlesAfterSeconds)})
          and not ${hasStronger(sql`l.user_id`)}
      ) as more
      from logins l join closed on closed.login_id = l.id
    ), moved as (
      update logins set state = case when judged.more then ${steps.held.to} else ${steps.passed.to} end,
        amr = ${joinedMethods(sql`logins.amr`, sql`${factor}::text`)}
      from judged where logins.id = judged.id and logins.state in ${among(steps.held.from)} and logins.expires_at > now()
      returning logins.id, logins.user_id, logins.browser_hash, logins.return_to, judged.more
    ), ${clearFailures(sql`select user_id, browser_hash from moved where not more`)}, unanswered as (
      update approvals a set state = 'cancelled', decided_at = now() from moved where a.login_id = moved.id and a.state = 'pending'
    ), used as (
      update phones set last_used_at = now(), contested_at = null from moved
      where phones.user_id = moved.user_id and not moved.more
    ), ledger as (${usedSends(sql`select id from closed`)}), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'login.pin', case when more then 'held' else 'right' end, user_id, ${factor}, ${context.browser}, ${context.address}::text
      from moved
    )
    select return_to as "returnTo", more from moved`);
  return rows[0] ?? null;
}

/** A login that waits for more than the PIN of its number. */
export type HeldLogin = Readonly<{
  userId: string | null;
  username: string | null;
  /** Null: the account has none, or there is no account. */
  passwordHash: string | null;
  phone: string;
  returnTo: string | null;
}>;

export async function findHeldLogin(handleHash: string, state: string): Promise<HeldLogin | null> {
  const rows = await db().execute<HeldLogin>(sql`
    select l.user_id as "userId", u.username, u.password_hash as "passwordHash", c.phone, l.return_to as "returnTo"
    from logins l left join users u on u.id = l.user_id,
      lateral (select phone from challenges where login_id = l.id and state = 'approved' order by number desc limit 1) c
    where l.handle_hash = ${handleHash} and l.state = ${state} and l.expires_at > now() and u.disabled_at is null`);
  return rows[0] ?? null;
}

/**
 * The password after the PIN: with both the number is its owner's again, and phones may be asked again. False: the race
 * was lost.
 */
export async function passPassword(
  handleHash: string,
  step: Transition,
  context: AuditContext,
): Promise<boolean> {
  const rows = await db().execute(sql`
    with moved as (
      update logins set state = ${step.to}, amr = ${joinedMethods(sql`logins.amr`, sql`'pwd'`)}
      where handle_hash = ${handleHash} and route = 'phone' and amr = 'sms' and state in ${among(step.from)}
        and user_id is not null and expires_at > now()
      returning user_id
    ), used as (
      update phones set last_used_at = now(), contested_at = null from moved where phones.user_id = moved.user_id
    ), asked_again as (
      update users set approvals_off_at = null, approvals_from = now() from moved where users.id = moved.user_id
    ), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'login.password', 'right', user_id, 'pwd', ${context.browser}, ${context.address}::text from moved
    )
    select user_id from moved`);
  return rows.length > 0;
}

/** The one writer of a login's state where nothing else changes with it. False: the race was lost. */
export async function advanceLogin(handleHash: string, step: Transition): Promise<boolean> {
  const rows = await db().execute(sql`
    with advanced as (
      update logins set state = ${step.to}, ended_at = now()
      where handle_hash = ${handleHash} and state in ${among(step.from)} and expires_at > now() returning id
    ), unanswered as (
      update approvals a set state = 'cancelled', decided_at = now() from advanced
      where a.login_id = advanced.id and a.state = 'pending'
    )
    select id from advanced`);
  return rows.length > 0;
}
