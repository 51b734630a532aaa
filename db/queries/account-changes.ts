import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { AuditContext, AuditEvent } from "./audit";
import { asOwner, endPending, endSessions, renewal } from "./endings";
import type { Transition } from "./logins";
import { type NoticeChannels, seenFrom, tellOwner, withdrawLink } from "./notices";
import type { Keeping } from "./required";

/** Who changes something: judged again in the statement itself, as a notice may have been answered meanwhile. */
export type Changing = AuditContext &
  Readonly<{
    userId: string;
    sessionId: string;
    place: string | null;
    notices: NoticeChannels;
    /** Which roles may not be left without what they need. */
    keeping: Keeping;
    /** What only takes rights away goes on while changes are frozen. */
    evenFrozen?: boolean;
  }>;

/** How a session goes on under a new id: the handle of its verified login, and the states of the machine. */
export type Renewing = Readonly<{ handleHash: string; verified: string; revoked: Transition }>;

/** A query: the account, if this session may still change it. */
export const owned = ({ userId, sessionId, evenFrozen = false }: Changing): SQL => sql`
  select u.*, s.id as session_id, s.amr from users u join sessions s on s.user_id = u.id
  where u.id = ${userId} and s.id = ${sessionId} and s.revoked_at is null and u.disabled_at is null
    and (${evenFrozen} or u.frozen_until is null or u.frozen_until <= now())`;

/**
 * A WITH query: the same, held until the statement ends; but not against a login that is just opening its session, which
 * may be waited for. What is pending is always locked before it, as whoever types a PIN does.
 */
export const mayChange = (by: Changing): SQL => sql`${owned(by)} for no key update of u`;

export const where = ({ browser, place }: Pick<Changing, "browser" | "place">): SQL =>
  seenFrom(sql`${browser}::text`, sql`${place}::text`);

/** A WITH query: writes down what was done, for each row of `of` (user_id, details). */
export const changeAudit = (
  event: AuditEvent,
  { browser, address, sessionId }: Changing,
  of: SQL,
): SQL => sql`
  insert into audit (event, outcome, user_id, session_id, browser, address, details)
  select ${event}, 'changed', a.user_id, ${sessionId}::uuid, ${browser}, ${address}::text, a.details from (${of}) a`;

export type NewUsername = Readonly<Record<"username" | "key" | "skeleton", string>>;

/** A taken name throws as `createAccount` does. False: this session may not change anything any more. */
export async function changeUsername(by: Changing, name: NewUsername): Promise<boolean> {
  const names = sql`jsonb_build_object('newUsername', ${name.username}::text)`;
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), changed as (
      update users u set username = ${name.username}, username_key = ${name.key}, username_skeleton = ${name.skeleton}
      from me where u.id = me.id returning u.id
    ), told as (${tellOwner(
      "username-changed",
      by.notices,
      sql`select id as user_id, ${where(by)} || ${names} as details from changed`,
    )}), audited as (${changeAudit("account.username", by, sql`select id as user_id, ${names} as details from changed`)})
    select id from changed`);
  return rows.length > 0;
}

export async function changeLocale(by: Changing, locale: string | null): Promise<boolean> {
  const details = sql`jsonb_build_object('locale', ${locale}::text)`;
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), changed as (
      update users u set locale = ${locale}::text from me where u.id = me.id returning u.id
    ), audited as (${changeAudit("account.language", by, sql`select id as user_id, ${details} as details from changed`)})
    select id from changed`);
  return rows.length > 0;
}

/**
 * A new password: every other session ends, what is pending is over, this session goes on under a new id, and the
 * owner is told; all or nothing. `from` is the hash that the current password was checked against.
 */
export async function changePassword(
  by: Changing,
  password: Readonly<{ from: string | null; to: string }>,
  renew: Renewing,
): Promise<boolean> {
  const whose = sql`select id as user_id from changed`;
  const unchanged = sql`password_hash is not distinct from ${password.from}::text`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where me.${unchanged}`,
    renew.revoked,
  );
  const details = sql`jsonb_build_object('first', ${password.from === null})`;
  const change = sql`
    with me as (${mayChange(by)}), changed as (
      update users u set password_hash = ${password.to} from me
      where u.id = me.id and u.${unchanged} returning u.id, me.session_id, me.amr
    ), ${endSessions(whose, "password", sql`select session_id from changed`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from changed`,
    )}), told as (${tellOwner(
      "password-changed",
      by.notices,
      sql`select user_id, ${where(by)} || ${details} as details from (${whose}) w`,
    )}), audited as (${changeAudit("account.password", by, sql`select id as user_id, ${details} as details from changed`)})
    select id from changed`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}

/**
 * The account and all that hangs on it; what is being completed at this moment is waited for, in the order in which that
 * locks its rows. What was done with it stays in the audit, without a name.
 */
export async function deleteAccount(by: Changing): Promise<boolean> {
  const pending = sql`
    with me as (${owned(by)}), c as (
      select c.id from challenges c where c.id in (
        select x.id from me join challenges x on x.user_id = me.id
        union select x.id from me join logins l on l.user_id = me.id join challenges x on x.login_id = l.id
        union select x.id from me join confirmations k on k.user_id = me.id join challenges x on x.confirmation_id = k.id
      ) for update of c
    ), l as (select l.id from logins l join me on me.id = l.user_id for update of l),
    k as (select k.id from confirmations k join me on me.id = k.user_id for update of k)
    select (select count(*) from c) as first, (select count(*) from l) as second, (select count(*) from k) as third`;
  const change = sql`
    with me as (${mayChange(by)}), told as (${tellOwner(
      "account-deleted",
      by.notices,
      sql`select id as user_id, ${where(by)} as details from me`,
    )}), unsent as (${withdrawLink(sql`select id as user_id from me`)}),
    audited as (${changeAudit("account.deleted", by, sql`select id as user_id, null::jsonb as details from me`)}),
    gone as (delete from users u using me where u.id = me.id returning u.id)
    select id from gone`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}
