import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { joinedMethods, type Transition } from "./logins";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";
import { stopRecoveries } from "./recoveries";
import { among } from "./words";

/** `told`: there are notices to be sent. */
export type OpenedSession = Readonly<{
  userId: string;
  username: string;
  returnTo: string | null;
  /** What was passed, such as "pwd sms". */
  amr: string;
  told: boolean;
}>;

/** How a session is opened, from the policy and the configuration. */
export type SessionRule = Readonly<{
  /** sessionIssued of the login machine. */
  step: Transition;
  /** The `amr` values that a login of each route may have; of any other login comes no session. */
  opens: ReadonlyMap<string, readonly string[]>;
  /** What a session that goes on may have shown beside what it had. */
  adds: readonly string[];
  /** Sessions of an account above this number end, the longest idle first. */
  most: number;
  notices: Readonly<Record<"newBrowser" | "limit" | "stopped", NoticeChannels>>;
}>;

/** A condition on a login that continues no session: it is one of the ways in. */
const isWayIn = (opens: SessionRule["opens"]): SQL =>
  sql`(${sql.join(
    [...opens].map(
      ([route, amr]) => sql`logins.route = ${route} and ${joinedMethods(sql`logins.amr`)} in ${among(amr)}`,
    ),
    sql` or `,
  )})`;

const methods = (amr: SQL): SQL => sql`string_to_array(${amr}, ' ')`;

/**
 * Turns a verified login into a session, exactly once, in one statement: whoever loses the race gets null. A login
 * that continues a session takes its place, and its clock where that proved as much already; only a step-up makes it
 * fresh. Otherwise the owner is told when the browser is none that the account knows, and a recovery that waits is
 * stopped: not everything is lost.
 */
export async function openSession(
  handleHash: string,
  sidHash: string,
  { step, opens, adds, most, notices }: SessionRule,
): Promise<OpenedSession | null> {
  const seen = seenFrom(sql`done.browser`, sql`done.place`);
  const steppedUp = sql`exists (select 1 from confirmations k
    where k.handle_hash = done.handle_hash and k.purpose = 'step-up' and k.amr not in ('', 'pwd'))`;
  const rows = await db().execute<OpenedSession>(sql`
    with done as (
      update logins set state = ${step.to}, ended_at = now()
      from users where logins.handle_hash = ${handleHash} and logins.state = ${step.from[0]}
        and logins.expires_at > now() and users.id = logins.user_id and users.disabled_at is null
        and (logins.route = 'renewal' or logins.continues is null and ${isWayIn(opens)})
      returning logins.*, users.username
    ), old as (
      select s.* from sessions s join done on s.id = done.continues and s.user_id = done.user_id and s.revoked_at is null
      where done.route = 'renewal' and ${methods(sql`s.amr`)} <@ ${methods(sql`done.amr`)}
        and ${methods(sql`done.amr`)} <@ (${methods(sql`s.amr`)} || ${methods(sql`${adds.join(" ")}::text`)})
      for no key update of s
    ), opened as (
      insert into sessions (sid_hash, user_id, amr, browser_hash, browser, address, place, created_at, stepped_up_at)
      select ${sidHash}, done.user_id, done.amr, coalesce(done.browser_hash, old.browser_hash), done.browser, done.address, done.place,
        case when old.amr = done.amr then old.created_at else now() end,
        case when old.id is null or exists (
          select 1 from confirmations k where k.handle_hash = done.handle_hash and k.purpose = 'step-up'
        ) then now() else old.stepped_up_at end
      from done left join old on true
      where done.route <> 'renewal' or old.id is not null
      returning id, user_id
    ), replaced as (
      update sessions set revoked_at = now(), revoked_for = 'renewed' from old, opened where sessions.id = old.id
    ), carried as (
      update confirmations k set session_id = opened.id from old, opened
      where k.session_id = old.id and k.state in ('open', 'proved')
    ), surplus as (
      update sessions set revoked_at = now(), revoked_for = 'limit'
      where id in (
        select s.id from sessions s join done on done.user_id = s.user_id join opened on true
        where s.revoked_at is null and s.id is distinct from done.continues
        order by s.last_seen_at desc offset ${most - 1}::int
      )
      returning id, user_id, browser, address, place
    ), known as (
      select done.user_id, b.browser_hash is not null or done.browser_hash is null
        or not exists (select 1 from browsers o where o.user_id = done.user_id) as known
      from done left join browsers b on b.user_id = done.user_id and b.browser_hash = done.browser_hash
    ), met as (
      insert into browsers (user_id, browser_hash, last_asked)
      select user_id, browser_hash, case when route = 'password' and asks <> 'recovery' then asks end
      from done where browser_hash is not null
      on conflict (user_id, browser_hash) do update
        set last_seen_at = now(), last_asked = coalesce(excluded.last_asked, browsers.last_asked)
    ), told_browser as (${tellOwner(
      "new-browser",
      notices.newBrowser,
      sql`select done.user_id, ${seen} as details from done join known on not known.known where done.continues is null`,
    )}), told_limit as (${tellOwner(
      "session-limit",
      notices.limit,
      sql`select user_id, ${seenFrom(sql`surplus.browser`, sql`surplus.place`)} as details from surplus`,
    )}), ${stopRecoveries(
      sql`select done.* from done join opened on true
        where done.route <> 'trusted' and (done.continues is null or ${steppedUp})`,
      "login",
      notices.stopped,
      { browser: sql`w.browser`, address: sql`w.address`, place: sql`w.place` },
    )}, dropped as (
      insert into audit (event, outcome, user_id, session_id, browser, address)
      select 'session.ended', 'limit', user_id, id, browser, address from surplus
    ), audited as (
      insert into audit (event, outcome, user_id, login_id, session_id, factor, browser, address, details)
      select 'login.session', case when done.continues is null then 'opened' else 'renewed' end, done.user_id, done.id,
        opened.id, done.amr, done.browser, done.address, jsonb_build_object('place', done.place, 'known', known.known)
      from done, opened, known
    )
    select done.user_id as "userId", username, return_to as "returnTo", done.amr,
      exists (select 1 from told_browser) or exists (select 1 from told_limit) or exists (select 1 from told_stopped)
        as told
    from done, opened`);
  return rows[0] ?? null;
}

/** A session that is not revoked and whose user is not disabled; limits are judged by the caller. */
export type SessionRow = Readonly<{
  id: string;
  userId: string;
  username: string;
  email: string;
  phone: string;
  hasPassword: boolean;
  locale: string | null;
  amr: string;
  ageSeconds: number;
  idleSeconds: number;
  stepUpAgeSeconds: number;
  /** Milliseconds since 1970. */
  openedAt: number;
  memberSince: number;
  phoneConfirmedAt: number;
  /** Whether notices could not be delivered: their owner is to see that. */
  undelivered: boolean;
  /** How many phones are enrolled that approve, how many passkeys and authenticator apps. */
  devices: number;
  passkeys: number;
  apps: number;
  /** Recovery codes: how many are good, and whether one was ever used. */
  codesLeft: number;
  codesUsed: boolean;
  role: "user" | "admin";
  /** Milliseconds since 1970. */
  roleSince: number;
  roleAgeSeconds: number;
  /** Until when nothing can be changed; null when it can. */
  frozenUntil: number | null;
  /** From when on somebody can give the account a new phone, who says that all is lost; null when nobody has. */
  recoverableAt: number | null;
}>;

export async function findSession(sidHash: string): Promise<SessionRow | null> {
  const rows = await db().execute<SessionRow>(sql`
    select s.id, s.user_id as "userId", u.username, u.email, p.number as "phone", s.amr,
      u.password_hash is not null as "hasPassword", u.locale,
      extract(epoch from now() - s.created_at)::float8 as "ageSeconds",
      extract(epoch from now() - s.last_seen_at)::float8 as "idleSeconds",
      extract(epoch from now() - s.stepped_up_at)::float8 as "stepUpAgeSeconds",
      (extract(epoch from s.created_at) * 1000)::float8 as "openedAt",
      (extract(epoch from u.created_at) * 1000)::float8 as "memberSince",
      (extract(epoch from p.confirmed_at) * 1000)::float8 as "phoneConfirmedAt",
      exists (select 1 from notices n where n.user_id = u.id and n.given_up_at is not null) as "undelivered",
      (select count(*)::int from devices d where d.user_id = u.id and d.revoked_at is null) as "devices",
      (select count(*)::int from passkeys k where k.user_id = u.id and k.revoked_at is null) as "passkeys",
      (select count(*)::int from authenticator_apps a where a.user_id = u.id and a.revoked_at is null) as "apps",
      codes.left as "codesLeft", codes.used as "codesUsed",
      u.role, (extract(epoch from u.role_since) * 1000)::float8 as "roleSince",
      extract(epoch from now() - u.role_since)::float8 as "roleAgeSeconds",
      case when u.frozen_until > now() then (extract(epoch from u.frozen_until) * 1000)::float8 end as "frozenUntil",
      (select extract(epoch from r.ready_at) * 1000 from recoveries r
        where r.user_id = u.id and r.state = 'waiting' and r.ends_at > now())::float8 as "recoverableAt"
    from sessions s join users u on u.id = s.user_id join phones p on p.user_id = u.id, lateral (
      select count(*) filter (where c.confirmed_at is not null and c.used_at is null)::int as left,
        coalesce(bool_or(c.used_at is not null), false) as used
      from recovery_codes c where c.user_id = u.id and c.dropped_at is null
    ) codes
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
