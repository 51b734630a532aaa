import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type AccountKey, isNamed } from "./accounts";
import type { AuditContext } from "./audit";
import { ago } from "./clock";
import { asOwner, endPending, endSessions } from "./endings";
import type { Transition } from "./logins";
import { type NoticeChannels, seenFrom, tellAddress, tellOwner } from "./notices";

type Visit = AuditContext & Readonly<{ place: string | null }>;

const seen = ({ browser, place }: Visit) => seenFrom(sql`${browser}::text`, sql`${place}::text`);

/** Writes down that a reset was asked for, with its mail. The same statement for a name that nobody has. */
export async function askReset(by: AccountKey, linkSeconds: number, visit: Visit): Promise<void> {
  const { browser, address, place } = visit;
  await db().execute(sql`
    with asked as (
      insert into confirmations (purpose, state, user_id, browser, address, place, expires_at)
      select 'reset', 'mailed', u.id, ${browser}, ${address}, ${place}, now() + ${linkSeconds}::int * interval '1 second'
      from users u join phones p on p.user_id = u.id where ${isNamed(by)} and u.disabled_at is null
      returning id, user_id
    ), told as (${tellAddress(
      "reset-link",
      "email",
      sql`select u.id as user_id, u.email as recipient,
        ${seen(visit)} || jsonb_build_object('username', u.username, 'confirmationId', asked.id) as details
        from asked join users u on u.id = asked.user_id`,
    )})
    insert into audit (event, outcome, user_id, browser, address)
    select 'reset.asked', 'asked', (select user_id from asked), ${browser}, ${address}::text`);
}

/** A reset whose link somebody has, while it is good. */
export type MailedReset = Readonly<{
  username: string;
  phone: string;
  locale: string | null;
  userId: string;
  /** Milliseconds since 1970: until then the number is too new to reset anything. Null: it is not. */
  settlesAt: number | null;
}>;

const mailed = (id: string, settlesAfterSeconds: number) => sql`
  select k.id, k.user_id as "userId", u.username, u.locale, p.number as phone,
    case when p.changed_at > ${ago(settlesAfterSeconds)}
      then (extract(epoch from p.changed_at + ${settlesAfterSeconds}::int * interval '1 second') * 1000)::float8
    end as "settlesAt"
  from confirmations k join users u on u.id = k.user_id join phones p on p.user_id = u.id
  where k.id = ${id} and k.purpose = 'reset' and k.state = 'mailed' and k.expires_at > now() and u.disabled_at is null`;

export async function findMailedReset(id: string, settlesAfterSeconds: number): Promise<MailedReset | null> {
  const rows = await db().execute<MailedReset>(mailed(id, settlesAfterSeconds));
  return rows[0] ?? null;
}

/** Uses the link, once: the browser with this handle goes on. The others of this account are worth nothing from now on. */
export async function claimReset(
  id: string,
  settlesAfterSeconds: number,
  handleHash: string,
  lifeSeconds: number,
  { browser, address, place }: Visit,
): Promise<MailedReset | null> {
  const rows = await db().execute<MailedReset>(sql`
    with found as (select * from (${mailed(id, settlesAfterSeconds)}) m where m."settlesAt" is null), claimed as (
      update confirmations k set state = 'open', handle_hash = ${handleHash}, browser = ${browser}, address = ${address},
        place = ${place}, expires_at = now() + ${lifeSeconds}::int * interval '1 second'
      from found where k.id = found.id and k.state = 'mailed' returning k.id, k.user_id
    ), others as (
      update confirmations k set state = 'cancelled', ended_at = now() from claimed
      where k.user_id = claimed.user_id and k.purpose = 'reset' and k.state = 'mailed' and k.id <> claimed.id
    ), audited as (
      insert into audit (event, outcome, user_id, browser, address)
      select 'reset.link', 'used', user_id, ${browser}, ${address}::text from claimed
    )
    select found.* from found join claimed on claimed.id = found.id`);
  return rows[0] ?? null;
}

export type ProvedReset = Readonly<{ userId: string; username: string; email: string }>;

export async function findProvedReset(handleHash: string): Promise<ProvedReset | null> {
  const rows = await db().execute<ProvedReset>(sql`
    select u.id as "userId", u.username, u.email from confirmations k join users u on u.id = k.user_id
    where k.handle_hash = ${handleHash} and k.purpose = 'reset' and k.state = 'proved' and k.expires_at > now()
      and u.disabled_at is null`);
  return rows[0] ?? null;
}

/**
 * The new password after link and PIN, once. Every session and everything pending ends, every address is told. It logs
 * nobody in: that still takes both factors.
 */
export async function resetPassword(
  { handleHash, userId }: Readonly<{ handleHash: string; userId: string }>,
  passwordHash: string,
  revoked: Transition,
  notices: NoticeChannels,
  visit: Visit,
): Promise<boolean> {
  const whose = sql`select user_id from changed`;
  const mine = sql`from confirmations where handle_hash = ${handleHash} and purpose = 'reset' and state = 'proved'
    and expires_at > now()`;
  const pending = endPending(sql`select user_id ${mine}`, revoked, undefined, sql`select id ${mine}`);
  const change = sql`
    with done as (
      update confirmations k set state = 'done', ended_at = now() from users u
      where k.handle_hash = ${handleHash} and k.purpose = 'reset' and k.state = 'proved' and k.expires_at > now()
        and u.id = k.user_id and u.disabled_at is null
      returning k.id, k.user_id
    ), changed as (
      update users u set password_hash = ${passwordHash} from done where u.id = done.user_id returning u.id as user_id
    ), ${endSessions(whose, "reset")},
    told as (${tellOwner(
      "password-reset",
      notices,
      sql`select user_id, ${seen(visit)} as details from changed`,
    )}), audited as (
      insert into audit (event, outcome, user_id, browser, address)
      select 'account.password', 'reset', user_id, ${visit.browser}, ${visit.address}::text from changed
    )
    select user_id from changed`;
  return (await asOwner(userId, pending, change)).length > 0;
}
