import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, where } from "./account-changes";
import type { AuditContext } from "./audit";
import { type NoticeChannels, seenFrom, tellAddress, tellOwner } from "./notices";

/** `a…@example.org`: enough to know one's own. */
const masked = (address: ReturnType<typeof sql>) => sql`regexp_replace(${address}, '^(.)[^@]*', '\\1…')`;

/** Asks the new address whether it is there; until it answers nothing changes. An earlier question is withdrawn. */
export async function askNewEmail(by: Changing, email: string, linkSeconds: number): Promise<boolean> {
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), withdrawn as (
      update confirmations k set state = 'cancelled', ended_at = now() from me
      where k.user_id = me.id and k.purpose = 'email-change' and k.state = 'mailed'
    ), asked as (
      insert into confirmations (purpose, state, user_id, session_id, email, browser, address, place, expires_at)
      select 'email-change', 'mailed', me.id, me.session_id, ${email}, ${by.browser}, ${by.address}, ${by.place},
        now() + ${linkSeconds}::int * interval '1 second' from me
      returning id, user_id
    ), told as (${tellAddress(
      "confirm-email",
      "email",
      sql`select asked.user_id, ${email}::text as recipient,
        ${where(by)} || jsonb_build_object('username', me.username, 'confirmationId', asked.id) as details from asked, me`,
    )}), audited as (${changeAudit(
      "account.email-asked",
      by,
      sql`select user_id, jsonb_build_object('email', ${masked(sql`${email}::text`)}) as details from asked`,
    )})
    select id from asked`);
  return rows.length > 0;
}

export type PendingEmail = Readonly<{ username: string; email: string }>;

/** The question that a link names, while it can be answered. */
export async function findPendingEmail(id: string): Promise<PendingEmail | null> {
  const rows = await db().execute<PendingEmail>(sql`
    select u.username, k.email from confirmations k join users u on u.id = k.user_id
    where k.id = ${id} and k.purpose = 'email-change' and k.state = 'mailed' and k.expires_at > now()
      and u.disabled_at is null and (u.frozen_until is null or u.frozen_until <= now())`);
  return rows[0] ?? null;
}

/**
 * The new address has answered: it is the account's from now on, and the old one is told. An address that another
 * account has meanwhile throws as `createAccount` does. False: the question is over.
 */
export async function confirmNewEmail(
  id: string,
  emailKey: string,
  notices: NoticeChannels,
  { browser, address, place }: AuditContext & Readonly<{ place: string | null }>,
): Promise<boolean> {
  const seen = seenFrom(sql`${browser}::text`, sql`${place}::text`);
  const rows = await db().execute(sql`
    with owner as (
      select u.* from users u where u.id = (select user_id from confirmations where id = ${id})
        and u.disabled_at is null and (u.frozen_until is null or u.frozen_until <= now()) for no key update of u
    ), old as (
      select k.id, k.user_id, k.email as new_email, owner.email as old_email, owner.username
      from confirmations k join owner on owner.id = k.user_id
      where k.id = ${id} and k.purpose = 'email-change' and k.state = 'mailed' and k.expires_at > now()
      for no key update of k
    ), done as (
      update confirmations k set state = 'done', ended_at = now(), former_email = old.old_email from old where k.id = old.id
    ), changed as (
      update users u set email = old.new_email, email_key = ${emailKey} from old where u.id = old.user_id
      returning u.id as user_id
    ), details as (
      select old.user_id, old.new_email, ${seen} || jsonb_build_object('username', old.username,
        'oldEmail', ${masked(sql`old.old_email`)}, 'newEmail', ${masked(sql`old.new_email`)}) as details
      from old join changed on changed.user_id = old.user_id
    ), told as (${tellOwner("email-changed", notices, sql`select user_id, details from details`)}),
    told_new as (${tellAddress(
      "email-changed",
      "email",
      sql`select user_id, new_email as recipient, details from details where ${notices.email}`,
    )}), audited as (
      insert into audit (event, outcome, user_id, browser, address, details)
      select 'account.email', 'changed', user_id, ${browser}, ${address}::text,
        jsonb_build_object('email', details -> 'newEmail') from details
    )
    select user_id from details`);
  return rows.length > 0;
}
