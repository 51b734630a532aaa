import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, owned } from "./account-changes";
import type { AuditContext } from "./audit";
import { type NoticeChannels, seenFrom, tellOwner, withdrawLink } from "./notices";

type Visit = AuditContext & Readonly<{ place: string | null }>;

const ms = (moment: SQL): SQL => sql`(extract(epoch from ${moment}) * 1000)::float8`;

/** Whether recovery `r` still goes on: a link that was never used ends by the clock. */
const waits = sql`r.state = 'waiting' and r.ends_at > now()`;

/** A query: the account of a login whose password was right and whose second factor is asked for. */
const lostLogin = (handleHash: string, state: string): SQL => sql`
  from logins l join users u on u.id = l.user_id
  where l.handle_hash = ${handleHash} and l.state = ${state} and l.route = 'password' and l.expires_at > now()
    and u.disabled_at is null`;

/** Such a login, and what its account waits for. Times are milliseconds since 1970. */
export type LostLogin = Readonly<{
  userId: string;
  asks: string;
  readyAt: number | null;
  endsAt: number | null;
}>;

export async function findLostLogin(handleHash: string, state: string): Promise<LostLogin | null> {
  const rows = await db().execute<LostLogin>(sql`
    select m.user_id as "userId", m.asks, ${ms(sql`r.ready_at`)} as "readyAt", ${ms(sql`r.ends_at`)} as "endsAt"
    from (select l.user_id, l.asks ${lostLogin(handleHash, state)}) m
      left join recoveries r on r.user_id = m.user_id and ${waits}`);
  return rows[0] ?? null;
}

/** From the policy and the configuration. */
export type RecoveryRule = Readonly<{
  waitSeconds: number;
  openSeconds: number;
  notices: Readonly<Record<"asked" | "ready", NoticeChannels>>;
}>;

/**
 * Begins the wait of an account, and tells its owner everywhere; the mail with the link is written too, and due when the
 * wait is over. One that waits already goes on, with its clock. False: nothing has begun.
 */
export async function askRecovery(
  handleHash: string,
  state: string,
  { waitSeconds, openSeconds, notices }: RecoveryRule,
  { browser, address, place }: Visit,
): Promise<boolean> {
  const seen = seenFrom(sql`${browser}::text`, sql`${place}::text`);
  const rows = await db().execute(sql`
    with asker as (select l.user_id ${lostLogin(handleHash, state)} for no key update of l), asked as (
      insert into recoveries (user_id, browser, address, place, ready_at, ends_at)
      select user_id, ${browser}, ${address}, ${place}, now() + ${waitSeconds}::int * interval '1 second',
        now() + ${waitSeconds + openSeconds}::int * interval '1 second' from asker
      on conflict (user_id) where state = 'waiting' do update set id = gen_random_uuid(), browser = excluded.browser,
        address = excluded.address, place = excluded.place, created_at = now(), ready_at = excluded.ready_at,
        ends_at = excluded.ends_at
        where recoveries.ends_at <= now()
      returning id, user_id, ready_at
    ), told as (${tellOwner(
      "recovery-asked",
      notices.asked,
      sql`select user_id, ${seen} || jsonb_build_object('until', ready_at) as details from asked`,
    )}), told_ready as (${tellOwner(
      "recovery-ready",
      notices.ready,
      sql`select user_id, ${seen} || jsonb_build_object('confirmationId', id) as details, ready_at from asked`,
      sql`a.ready_at`,
    )}), audited as (
      insert into audit (event, outcome, user_id, browser, address, details)
      select 'recovery.asked', 'asked', user_id, ${browser}, ${address}::text, jsonb_build_object('place', ${place}::text)
      from asked
    )
    select id from asked`);
  return rows.length > 0;
}

/** Who stops it, as values of the rows of `whose`, or as constants. */
type Stopper = Readonly<Record<"browser" | "address" | "place", SQL>>;

/**
 * WITH queries `stopped`, `unsent`, `told_stopped` and `stopped_audit`: nothing waits any longer for the accounts in
 * `whose` (a query of user_id and of what `by` names in `w`), its link is not sent, and every address is told.
 */
export const stopRecoveries = (
  whose: SQL,
  outcome: "session" | "login" | "disputed" | "disabled",
  channels: NoticeChannels,
  by: Stopper,
): SQL => sql`
  stopped as (
    update recoveries r set state = 'stopped', ended_at = now() from (${whose}) w
    where r.user_id = w.user_id and ${waits}
    returning r.user_id, ${by.browser} as browser, ${by.address} as address, ${by.place} as place
  ), unsent as (${withdrawLink(sql`select user_id from stopped`)}), told_stopped as (${tellOwner(
    "recovery-stopped",
    channels,
    sql`select user_id, ${seenFrom(sql`browser`, sql`place`)} as details from stopped`,
  )}), stopped_audit as (
    insert into audit (event, outcome, user_id, browser, address, details)
    select 'recovery.stopped', ${outcome}, user_id, browser, address, jsonb_build_object('place', place) from stopped
  )`;

/** Whoever stops it by a request of their own. */
export const stoppedBy = ({ browser, address, place }: Visit): Stopper => ({
  browser: sql`${browser}::text`,
  address: sql`${address}::text`,
  place: sql`${place}::text`,
});

/** From within the account, frozen or not: it gives nobody anything. False: nothing waits. */
export async function stopOwnRecovery(by: Changing): Promise<boolean> {
  const me = sql`select o.id as user_id from (${owned({ ...by, evenFrozen: true })}) o`;
  const rows = await db().execute(sql`
    with ${stopRecoveries(me, "session", by.notices, stoppedBy(by))} select user_id from stopped`);
  return rows.length > 0;
}

/** What a mailed link belongs to. Times are milliseconds since 1970. */
export type MailedRecovery = Readonly<{
  userId: string;
  username: string;
  locale: string | null;
  waits: boolean;
  readyAt: number;
  ready: boolean;
  frozenUntil: number | null;
  /** Null: the account has none. */
  passwordHash: string | null;
}>;

export async function findMailedRecovery(id: string): Promise<MailedRecovery | null> {
  const rows = await db().execute<MailedRecovery>(sql`
    select u.id as "userId", u.username, u.locale, ${waits} as waits, ${ms(sql`r.ready_at`)} as "readyAt",
      r.ready_at <= now() as ready, u.password_hash as "passwordHash",
      case when u.frozen_until > now() then ${ms(sql`u.frozen_until`)} end as "frozenUntil"
    from recoveries r join users u on u.id = r.user_id where r.id = ${id} and u.disabled_at is null`);
  return rows[0] ?? null;
}

/** Whether recovery `r` of user `u` may be finished now. */
export const mayFinish = sql`${waits} and r.ready_at <= now() and u.disabled_at is null
  and (u.frozen_until is null or u.frozen_until <= now())`;

export type NewRecoveryNumber = Visit &
  Readonly<{ id: string; handleHash: string; phone: string; passwordHash: string; lifeSeconds: number }>;

/**
 * Begins to prove the number that is to take the place of everything. `passwordHash` is what the password was checked
 * against. False: the link is worth nothing any more.
 */
export async function openRecoveryNumber(given: NewRecoveryNumber): Promise<boolean> {
  const rows = await db().execute(sql`
    insert into confirmations (purpose, state, handle_hash, user_id, phone, browser, address, place, expires_at)
    select 'recovery', 'open', ${given.handleHash}, u.id, ${given.phone}, ${given.browser}, ${given.address},
      ${given.place}, now() + ${given.lifeSeconds}::int * interval '1 second'
    from recoveries r join users u on u.id = r.user_id
    where r.id = ${given.id} and ${mayFinish} and u.password_hash = ${given.passwordHash}
    returning id`);
  return rows.length > 0;
}
