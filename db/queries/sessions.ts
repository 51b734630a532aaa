import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import type { Transition } from "./logins";

export type OpenedSession = Readonly<{ userId: string; username: string; returnTo: string | null }>;

/**
 * Turns a verified login into a session, exactly once, in one statement: whoever loses the race gets null.
 * Sessions above `most` end, the longest idle first.
 * `step` is sessionIssued of the login machine.
 */
export async function openSession(
  handleHash: string,
  sidHash: string,
  step: Transition,
  most: number,
): Promise<OpenedSession | null> {
  const rows = await db().execute<OpenedSession>(sql`
    with done as (
      update logins set state = ${step.to}, ended_at = now()
      from users where logins.handle_hash = ${handleHash} and logins.state = ${step.from[0]}
        and logins.expires_at > now() and users.id = logins.user_id and users.disabled_at is null
      returning logins.*, users.username
    ), opened as (
      insert into sessions (sid_hash, user_id, amr, browser, address, place)
      select ${sidHash}, user_id, amr, browser, address, place from done returning id, user_id
    ), surplus as (
      update sessions set revoked_at = now(), revoked_for = 'limit'
      where id in (
        select s.id from sessions s join done on done.user_id = s.user_id
        where s.revoked_at is null order by s.last_seen_at desc offset ${most - 1}::int
      )
      returning id, user_id, browser, address
    ), dropped as (
      insert into audit (event, outcome, user_id, session_id, browser, address)
      select 'session.ended', 'limit', user_id, id, browser, address from surplus
    ), audited as (
      insert into audit (event, outcome, user_id, login_id, session_id, browser, address)
      select 'login.session', 'opened', done.user_id, done.id, opened.id, done.browser, done.address from done, opened
    )
    select user_id as "userId", username, return_to as "returnTo" from done`);
  return rows[0] ?? null;
}

/** A session that is not revoked and whose user is not disabled; limits are judged by the caller. */
export type SessionRow = Readonly<{
  id: string;
  userId: string;
  username: string;
  email: string;
  phone: string;
  amr: string;
  ageSeconds: number;
  idleSeconds: number;
  stepUpAgeSeconds: number;
  /** Milliseconds since 1970. */
  openedAt: number;
  memberSince: number;
  phoneConfirmedAt: number;
}>;

export async function findSession(sidHash: string): Promise<SessionRow | null> {
  const rows = await db().execute<SessionRow>(sql`
    select s.id, s.user_id as "userId", u.username, u.email, p.number as "phone", s.amr,
      extract(epoch from now() - s.created_at)::float8 as "ageSeconds",
      extract(epoch from now() - s.last_seen_at)::float8 as "idleSeconds",
      extract(epoch from now() - s.stepped_up_at)::float8 as "stepUpAgeSeconds",
      (extract(epoch from s.created_at) * 1000)::float8 as "openedAt",
      (extract(epoch from u.created_at) * 1000)::float8 as "memberSince",
      (extract(epoch from p.confirmed_at) * 1000)::float8 as "phoneConfirmedAt"
    from sessions s join users u on u.id = s.user_id join phones p on p.user_id = u.id
    where s.sid_hash = ${sidHash} and s.revoked_at is null and u.disabled_at is null`);
  return rows[0] ?? null;
}

export async function touchSession(id: string): Promise<void> {
  await db().execute(sql`update sessions set last_seen_at = now() where id = ${id} and revoked_at is null`);
}

export async function revokeSession(sidHash: string, reason: string): Promise<void> {
  await db().execute(sql`
    with ended as (
      update sessions set revoked_at = now(), revoked_for = ${reason}
      where sid_hash = ${sidHash} and revoked_at is null returning id, user_id, browser, address
    )
    insert into audit (event, outcome, user_id, session_id, browser, address)
    select 'session.ended', ${reason}, user_id, id, browser, address from ended`);
}
