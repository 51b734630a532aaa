import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { FailureRule } from "./accounts";
import { type AuditContext, auditInsert } from "./audit";
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

/** A step of the login machine, as data: the states it may start from and the one it ends in. */
export type Transition = Readonly<{ from: readonly string[]; to: string }>;

const among = (states: readonly string[]): SQL =>
  sql`(${sql.join(
    states.map((state) => sql`${state}`),
    sql`, `,
  )})`;

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
    reserve: Reservation;
    failureRule: FailureRule;
    /** identified → challenged: the row is written in the state after both. */
    state: string;
  }>;

/**
 * Writes the login and its first challenge in one statement, intent before effect. A request of the same
 * account that is still running passes over to this login (one text serves, the older browser loses it);
 * otherwise the send is reserved, and a refusal leaves a challenge that says why.
 */
export async function beginLogin(login: NewLogin): Promise<BegunMessage> {
  const account = { userId: sql`${login.userId}`, rule: login.failureRule };
  const running = sql`select * from running where not exists (select 1 from account where opens_at > now())`;
  const turn = isOwn(login.message) ? `login:${login.userId}` : null;
  const rows = await inTurn(turn, (database) =>
    database.execute<BegunMessage>(sql`
    with running as (
      select c.* from challenges c join logins l on l.id = c.login_id
      where l.user_id = ${login.userId} and c.phone = ${login.phone} and ${canCarryOn(login.message)}
      order by c.created_at desc limit 1 for update of c ${isOwn(login.message) ? sql`` : sql`skip locked`}
    ), taken as (
      update challenges c set state = 'superseded', closed_at = now(), provider_request_id = null, code_hash = null
      from running where c.id = running.id
    ), ${reservation(login.reserve, sql`exists (select 1 from running)`, account)}, begun as (
      insert into logins (handle_hash, user_id, state, amr, return_to, browser, address, place, expires_at)
      values (${login.handleHash}, ${login.userId}, ${login.state}, ${login.amr}, ${login.returnTo}, ${login.browser},
        ${login.address}, ${login.place}, now() + ${login.lifeSeconds}::int * interval '1 second')
      returning id
    ), asked as (${askMessage(login.message, { purpose: "login", phone: login.phone, number: sql`1`, running })}),
    ${ledgerRows(login.reserve, sql`select id from running`)},
    audited as (${auditInsert({ event: "login.password", outcome: "right", factor: "pwd", ...login })})
    select ${begunColumns(login.message)} from asked`),
  );
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
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed', 'exhausted') returning id, login_id
    ), verified as (
      update logins set state = ${step.to}, amr = logins.amr || ' ' || ${factor}
      from closed where logins.id = closed.login_id and logins.state in ${among(step.from)} and logins.expires_at > now()
      returning logins.user_id, logins.return_to
    ), cleared as (
      update users set factor_failures = 0, factor_failed_at = null from verified where users.id = verified.user_id
    ), used as (
      update phones set last_used_at = now() from verified where phones.user_id = verified.user_id
    ), ledger as (${usedSends(sql`select id from closed`)}), audited as (
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
