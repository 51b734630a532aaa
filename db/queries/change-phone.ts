import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, owned, type Renewing, where } from "./account-changes";
import { asOwner, endPending, endSessions, renewal } from "./endings";
import { type NoticeChannels, tellAddress, tellOwner } from "./notices";

/**
 * The proved number takes the place of the old one, which stays known for as long as the change can be taken back. All
 * other sessions end, this one goes on under a new id, both numbers and every address are told: all or nothing. A number
 * that belongs to another account throws as `createAccount` does. False: the proof is over, or this session's rights.
 */
export async function changePhone(
  handleHash: string,
  by: Changing,
  undoSeconds: number,
  renew: Renewing,
): Promise<boolean> {
  const whose = sql`select user_id from swapped`;
  const endings = sql`jsonb_build_object('oldEnding', right(old_number, 2), 'newEnding', right(new_number, 2))`;
  const proof = sql`k.handle_hash = ${handleHash} and k.purpose = 'phone-change' and k.state = 'proved'
    and k.user_id = me.id and k.session_id = me.session_id and k.expires_at > now()`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where exists (select 1 from confirmations k where ${proof})`,
    renew.revoked,
    undefined,
    sql`select id from confirmations where handle_hash = ${handleHash}`,
  );
  const change = sql`
    with me as (${mayChange(by)}), done as (
      update confirmations k set state = 'done', ended_at = now() from me where ${proof}
      returning k.id, k.user_id, k.phone, me.session_id, me.amr
    ), old as (
      select p.id, p.number, done.user_id, done.phone from phones p join done on done.user_id = p.user_id for update of p
    ), swapped as (
      update phones p set number = old.phone, confirmed_at = now(), last_used_at = now(), changed_at = now(), contested_at = null
      from old where p.id = old.id returning old.user_id, old.number as old_number, old.phone as new_number
    ), change as (
      insert into phone_changes (user_id, old_number, new_number, undo_until)
      select user_id, old_number, new_number, now() + ${undoSeconds}::int * interval '1 second' from swapped returning *
    ), ${endSessions(whose, "number", sql`select session_id from done`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from done join swapped on swapped.user_id = done.user_id`,
    )}), told as (${tellOwner(
      "number-changed",
      by.notices,
      sql`select user_id, ${where(by)} || ${endings} || jsonb_build_object('changeId', id) as details from change`,
    )}), told_new as (${tellAddress(
      "number-changed",
      "text",
      sql`select c.user_id, new_number as recipient,
        ${where(by)} || ${endings} || jsonb_build_object('username', me.username) as details
        from change c join me on me.id = c.user_id where ${by.notices.text}`,
    )}), audited as (${changeAudit("account.phone", by, sql`select user_id, ${endings} as details from change`)})
    select user_id from change`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}

/**
 * Somebody has proved a number that belongs to an account of somebody else: the account keeps it, its owner is told,
 * and until its password was used the number opens nothing alone.
 */
export async function contestNumber(
  number: string,
  notices: NoticeChannels,
  seen: Parameters<typeof where>[0] & Readonly<{ address: string | null }>,
): Promise<void> {
  await db().execute(sql`
    with contested as (
      update phones set contested_at = now()
      where number = ${number} and (contested_at is null or contested_at <= now() - interval '1 day')
      returning user_id
    ), told as (${tellOwner(
      "number-claimed",
      notices,
      sql`select user_id, ${where(seen)} as details from contested`,
    )})
    insert into audit (event, outcome, user_id, browser, address)
    select 'account.phone-claimed', 'told', user_id, ${seen.browser}, ${seen.address}::text from contested`);
}
