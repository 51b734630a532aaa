import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
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

export type NewSignup = AuditContext &
  Readonly<{
    handleHash: string;
    /** The handle this browser had before, if any: its running request passes over to the new sign-up. */
    previousHandleHash: string | null;
    formKey: string | null;
    username: string;
    email: string;
    passwordHash: string;
    country: string;
    phone: string;
    returnTo: string | null;
    lifeSeconds: number;
    message: MessagePlan;
    reserve: Reservation;
  }>;

export type BegunSignup = BegunMessage & Readonly<{ phoneProved: boolean }>;

/**
 * Writes the sign-up and its first challenge, intent before effect. The same browser correcting its form keeps
 * the text that is on its way, and a number it has proved stays proved.
 */
export async function beginSignup(signup: NewSignup): Promise<BegunSignup> {
  const needless = sql`exists (select 1 from running)
    or exists (select 1 from previous where phone_proved_at is not null)`;
  const flow = {
    purpose: "signup",
    phone: signup.phone,
    number: sql`1`,
    running: sql`select * from running`,
    proved: sql`begun.phone_proved_at is not null`,
  } as const;
  const turn = isOwn(signup.message) && signup.formKey ? `signup:${signup.formKey}` : null;
  const rows = await inTurn(turn, (database) =>
    database.execute<BegunSignup>(sql`
    with previous as (
      select * from signups where handle_hash = ${signup.previousHandleHash ?? ""} and phone = ${signup.phone}
        and user_id is null and expires_at > now()
    ), running as (
      select c.* from challenges c join signups s on s.id = c.signup_id
      where c.phone = ${signup.phone} and ${canCarryOn(signup.message)}
        and (s.id in (select id from previous) or ${isOwn(signup.message)} and s.form_key = ${signup.formKey}::text)
      order by c.created_at desc limit 1 for update of c ${isOwn(signup.message) ? sql`` : sql`skip locked`}
    ), taken as (
      update challenges c set state = 'superseded', closed_at = now(), provider_request_id = null, code_hash = null
      from running where c.id = running.id
    ), ${reservation(signup.reserve, needless)}, begun as (
      insert into signups (handle_hash, form_key, username, email, password_hash, country, phone, phone_proved_at, return_to,
        expires_at)
      values (${signup.handleHash}, ${signup.formKey}, ${signup.username}, ${signup.email}, ${signup.passwordHash}, ${signup.country},
        ${signup.phone}, (select phone_proved_at from previous), ${signup.returnTo},
        now() + ${signup.lifeSeconds}::int * interval '1 second')
      returning id, phone_proved_at
    ), asked as (${askMessage(signup.message, flow)}),
    ${ledgerRows(signup.reserve, sql`select id from running`)}, audited as (
      ${auditInsert({ event: "signup.started", outcome: "asked", userId: null, factor: null, ...signup })}
    )
    select ${begunColumns(signup.message)}, begun.phone_proved_at is not null as "phoneProved"
    from asked, begun`),
  );
  const [begun] = rows;
  if (!begun) throw new Error("A sign-up was not written");
  return begun;
}

export type SignupForm = Readonly<{ username: string; email: string; country: string; phone: string }>;

/** What was typed, for "wrong number?" and for a name that somebody else took meanwhile. Never the password. */
export async function readSignupForm(handleHash: string): Promise<SignupForm | null> {
  const rows = await db().execute<SignupForm>(sql`
    select username, email, country, phone from signups
    where handle_hash = ${handleHash} and user_id is null and expires_at > now()`);
  return rows[0] ?? null;
}

/** Ends a sign-up that has made no account. False: there is none. */
export async function endSignup(handleHash: string): Promise<boolean> {
  const rows = await db().execute(sql`
    update signups set expires_at = now()
    where handle_hash = ${handleHash} and user_id is null and expires_at > now() returning id`);
  return rows.length > 0;
}

/** Closes the challenge and marks the sign-up's number as proved; the second of two right answers gets false. */
export async function provePhone(challengeId: string, context: AuditContext): Promise<boolean> {
  const rows = await db().execute(sql`
    with closed as (
      update challenges set state = 'approved', closed_at = now()
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed', 'exhausted') returning id, signup_id, phone
    ), proved as (
      update signups set phone_proved_at = now() from closed
      where signups.id = closed.signup_id and signups.phone = closed.phone and signups.user_id is null
        and signups.expires_at > now()
      returning signups.id
    ), ledger as (${usedSends(sql`select id from closed`)}), audited as (
      insert into audit (event, outcome, factor, browser, address)
      select 'signup.phone', 'proved', 'sms', ${context.browser}, ${context.address}::text from proved
    )
    select id from proved`);
  return rows.length > 0;
}

type AccountKeys = Readonly<{ usernameKey: string; usernameSkeleton: string; emailKey: string }>;
export type NewAccount = AccountKeys &
  AuditContext &
  Readonly<{
    handleHash: string;
    browserHash: string | null;
    place: string | null;
    amr: string;
    loginState: string;
    loginLifeSeconds: number;
  }>;

/**
 * The account, its phone and a verified login for the same handle, all or nothing. Uniqueness is the database's:
 * a conflict throws with SQLSTATE 23505 and the name of the constraint.
 */
export async function createAccount(account: NewAccount): Promise<{ returnTo: string | null } | null> {
  const rows = await db().execute<{ returnTo: string | null }>(sql`
    with proved as (
      select * from signups where handle_hash = ${account.handleHash} and phone_proved_at is not null
        and user_id is null and expires_at > now() for update
    ), person as (
      insert into users (username, username_key, username_skeleton, email, email_key, password_hash)
      select username, ${account.usernameKey}, ${account.usernameSkeleton}, email, ${account.emailKey}, password_hash
      from proved returning id
    ), phone as (
      insert into phones (user_id, number, confirmed_at, last_used_at)
      select person.id, proved.phone, proved.phone_proved_at, now() from person, proved
    ), done as (
      update signups set user_id = person.id from person, proved where signups.id = proved.id
    ), login as (
      insert into logins (handle_hash, route, browser_hash, user_id, state, amr, return_to, browser, address, place, expires_at)
      select ${account.handleHash}, 'signup', ${account.browserHash}::text, person.id, ${account.loginState}, ${account.amr}, proved.return_to,
        ${account.browser}, ${account.address}, ${account.place},
        now() + ${account.loginLifeSeconds}::int * interval '1 second' from person, proved
    ), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'signup.account', 'created', id, 'sms', ${account.browser}, ${account.address}::text from person
    )
    select proved.return_to as "returnTo" from person, proved`);
  return rows[0] ?? null;
}

/** Whether the first login of an account that was just made is in that state, under the handle of its sign-up. */
export async function firstLoginIs(handleHash: string, state: string): Promise<boolean> {
  const rows = await db().execute(sql`
    select 1 from logins where handle_hash = ${handleHash} and route = 'signup' and state = ${state} and expires_at > now()`);
  return rows.length > 0;
}
