import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange } from "./account-changes";
import type { AuditContext } from "./audit";
import { ownersTurn } from "./endings";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";
import { inTurn } from "./turns";

/** A day here is 24 hours. What the deployer allows now also holds for what was trusted when more was allowed. */
const until = (days: number): SQL =>
  sql`least(t.expires_at, t.created_at + ${days}::int * interval '24 hours')`;

export type Shown = Readonly<{ id: string; tokenHash: string }>;

export type TrustedLogin = AuditContext &
  Readonly<{
    userId: string;
    /** The hash that the password was checked against. */
    passwordHash: string;
    shown: Shown;
    newHash: string;
    browserHash: string;
    days: number;
    overlapSeconds: number;
    handleHash: string;
    state: string;
    returnTo: string | null;
    place: string | null;
    lifeSeconds: number;
    notices: NoticeChannels;
  }>;

/**
 * What a token is worth. `late`: another login of this browser has just given it a new one. `copied`: it is not the
 * newest, or not in the browser that it was made for.
 */
const verdict = ({ shown, browserHash, overlapSeconds }: TrustedLogin): SQL => sql`case
  when t.browser_hash <> ${browserHash} then 'copied'
  when t.token_hash = ${shown.tokenHash} then 'right'
  when t.former_hash = ${shown.tokenHash} and t.rotated_at > now() - ${overlapSeconds}::int * interval '1 second' then 'late'
  else 'copied' end`;

export type Judged = Readonly<{ verdict: "right" | "late" | "copied"; endsInSeconds: number }>;

/**
 * After a right password: a token that is the newest of a browser trusted by this very account gets its successor, and the
 * login is verified; a copy ends the trust, and its owner is told. All or nothing, and in turn with whatever ends trust:
 * what is written here before that is ended by it. Null: there is nothing that could be trusted.
 */
export async function enterTrusted(login: TrustedLogin): Promise<Judged | null> {
  const { shown, browser, address, place } = login;
  const rows = await inTurn(ownersTurn(login.userId), (database) =>
    database.execute<Judged>(sql`
    with owner as (
      select u.id from users u
      where u.id = ${login.userId} and u.password_hash = ${login.passwordHash} and u.role = 'user' and u.disabled_at is null
        and (u.frozen_until is null or u.frozen_until <= now())
        and not exists (select 1 from recoveries r where r.user_id = u.id and r.state = 'waiting')
      for key share of u
    ), judged as (
      select t.id, t.user_id, ${verdict(login)} as verdict,
        floor(extract(epoch from ${until(login.days)} - now()))::float8 as ends_in
      from trusted_browsers t join owner on owner.id = t.user_id
      where t.id = ${shown.id} and t.revoked_at is null and ${until(login.days)} > now()
        and exists (select 1 from browsers b where b.user_id = t.user_id and b.browser_hash = t.browser_hash)
      for update of t
    ), rotated as (
      update trusted_browsers t set token_hash = ${login.newHash}, former_hash = t.token_hash, rotated_at = now(),
        last_used_at = now(), browser = ${browser}, place = ${place}::text
      from judged j where j.verdict = 'right' and t.id = j.id returning t.user_id
    ), begun as (
      insert into logins (handle_hash, route, browser_hash, user_id, state, amr, return_to, browser, address, place, expires_at)
      select ${login.handleHash}, 'trusted', ${login.browserHash}, user_id, ${login.state}, 'pwd', ${login.returnTo}, ${browser},
        ${address}::text, ${place}::text, now() + ${login.lifeSeconds}::int * interval '1 second' from rotated
    ), revoked as (
      update trusted_browsers t set revoked_at = now() from judged j where j.verdict = 'copied' and t.id = j.id
      returning t.user_id
    ), told as (${tellOwner(
      "trust-copied",
      login.notices,
      sql`select user_id, ${seenFrom(sql`${browser}::text`, sql`${place}::text`)} as details from revoked`,
    )}), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'login.trusted', verdict, user_id, 'pwd', ${browser}, ${address}::text from judged where verdict <> 'late'
    )
    select verdict, ends_in as "endsInSeconds" from judged`),
  );
  return rows[0] ?? null;
}

export type NewTrust = Readonly<{
  tokenHash: string;
  browserHash: string;
  /** What the browser has kept so far: of another account, it goes. */
  instead: Shown | null;
  days: number;
  most: number;
}>;

/**
 * Trusts the browser of a session. It takes the place of what this browser was trusted with before, and of the one that
 * was unused the longest where there are too many. Null: this session may not change anything any more.
 */
export async function trustBrowser(by: Changing, given: NewTrust): Promise<string | null> {
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute<{ id: string }>(sql`
    with me as (${mayChange(by)}), replaced as (
      update trusted_browsers t set revoked_at = now() from me
      where t.revoked_at is null and (
        t.user_id = me.id and t.browser_hash = ${given.browserHash}
        or t.id = ${given.instead?.id ?? null}::uuid and t.token_hash = ${given.instead?.tokenHash ?? null}::text
        or t.id in (
          select o.id from trusted_browsers o
          where o.user_id = me.id and o.revoked_at is null and o.browser_hash <> ${given.browserHash}
          order by o.last_used_at desc offset ${given.most - 1}::int
        ))
    ), added as (
      insert into trusted_browsers (user_id, token_hash, browser_hash, browser, place, expires_at)
      select me.id, ${given.tokenHash}, ${given.browserHash}, ${by.browser}, ${by.place}::text,
        now() + ${given.days}::int * interval '24 hours' from me
      where me.role = 'user'
      returning id, user_id
    ), audited as (${changeAudit("trust.added", by, sql`select user_id, null::jsonb as details from added`)})
    select id from added`),
  );
  return rows[0]?.id ?? null;
}

/** A trusted browser as its owner sees it. Times are milliseconds since 1970. */
export type ListedTrust = Readonly<{
  id: string;
  browser: string;
  browserHash: string;
  place: string | null;
  createdAt: number;
  lastUsedAt: number;
  until: number;
}>;

/** `days`: what the deployer allows; null where nothing is trusted now, and all is listed as it was. */
export async function listTrusted(userId: string, days: number | null): Promise<ListedTrust[]> {
  const ends = days === null ? sql`t.expires_at` : until(days);
  const rows = await db().execute<ListedTrust>(sql`
    select t.id, t.browser, t.browser_hash as "browserHash", t.place,
      (extract(epoch from t.created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from t.last_used_at) * 1000)::float8 as "lastUsedAt",
      (extract(epoch from ${ends}) * 1000)::float8 as "until"
    from trusted_browsers t where t.user_id = ${userId} and t.revoked_at is null and ${ends} > now()
    order by t.last_used_at desc, t.id`);
  return [...rows];
}

/** False: there is no such browser. `id` is a UUID. */
export async function endTrusted(by: Changing, id: string): Promise<boolean> {
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), ended as (
      update trusted_browsers t set revoked_at = now() from me
      where t.id = ${id} and t.user_id = me.id and t.revoked_at is null returning t.user_id
    ), audited as (${changeAudit("trust.removed", by, sql`select user_id, null::jsonb as details from ended`)})
    select user_id from ended`);
  return rows.length > 0;
}
