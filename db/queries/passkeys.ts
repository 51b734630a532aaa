import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, mayChange, where } from "./account-changes";
import type { AuditContext } from "./audit";
import { endSessions, ownersTurn } from "./endings";
import { ownerHeld } from "./factors";
import { type NoticeChannels, tellOwner } from "./notices";
import { factorDetails } from "./own-factors";
import { inTurn } from "./turns";

/** A passkey as the browser is told of it. */
export type OwnPasskey = Readonly<{ credentialId: string; transports: string }>;

export async function ownPasskeys(userId: string): Promise<OwnPasskey[]> {
  const rows = await db().execute<OwnPasskey>(sql`
    select credential_id as "credentialId", transports from passkeys
    where user_id = ${userId} and revoked_at is null order by created_at, id`);
  return [...rows];
}

/** What an answer is checked against; `now`: the database's clock, milliseconds since 1970. */
export type StoredPasskey = Readonly<{
  id: string;
  userId: string;
  credentialId: string;
  publicKey: string;
  counter: number;
  synced: boolean;
  now: number;
}>;

/** A passkey that may be used: not removed, and its account not disabled. */
export async function findPasskey(credentialId: string): Promise<StoredPasskey | null> {
  const rows = await db().execute<StoredPasskey>(sql`
    select p.id, p.user_id as "userId", p.credential_id as "credentialId", p.public_key as "publicKey",
      p.counter::float8 as counter, p.synced, floor(extract(epoch from now()) * 1000)::float8 as now
    from passkeys p join users u on u.id = p.user_id
    where p.credential_id = ${credentialId} and p.revoked_at is null and u.disabled_at is null`);
  return rows[0] ?? null;
}

/** Whether passkey `p` may have signed with this count: it grows with each use, or is never counted. */
export const counted = (counter: number): SQL =>
  sql`(p.counter < ${counter}::bigint or (p.counter = 0 and ${counter}::bigint = 0))`;

/** WITH queries that end in `used`: notes the use of a passkey of the owner of `flow`, if it may still be used. */
export const spendPasskey = (id: string, counter: number): SQL => sql`
  ${ownerHeld}, found as (
    select p.id from passkeys p join me on me.id = p.user_id
    where p.id = ${id} and p.revoked_at is null and ${counted(counter)} for no key update of p
  ), used as (
    update passkeys p set counter = ${counter}::bigint, last_used_at = now() from found where p.id = found.id
    returning p.id
  )`;

/** Opens the enrolment of a passkey; a newer one of the same account takes its place. False: this session may not. */
export async function openPasskeyEnrolment(
  by: Changing,
  handleHash: string,
  { lifeSeconds, tries }: Readonly<{ lifeSeconds: number; tries: number }>,
): Promise<boolean> {
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), former as (
      delete from factor_enrolments e using me where e.user_id = me.id and e.kind = 'passkey' and e.used_at is null
    )
    insert into factor_enrolments (handle_hash, kind, user_id, session_id, tries_left, expires_at)
    select ${handleHash}, 'passkey', me.id, me.session_id, ${tries}::int, now() + ${lifeSeconds}::int * interval '1 second'
    from me returning id`);
  return rows.length > 0;
}

const usable = sql`e.kind = 'passkey' and e.used_at is null and e.expires_at > now() and s.revoked_at is null
  and u.disabled_at is null and (u.frozen_until is null or u.frozen_until <= now())`;

/** Whether this session may still use this enrolment. */
export async function isPasskeyEnrolment(handleHash: string, sessionId: string): Promise<boolean> {
  const rows = await db().execute(sql`
    select e.id from factor_enrolments e join users u on u.id = e.user_id join sessions s on s.id = e.session_id
    where e.handle_hash = ${handleHash} and e.session_id = ${sessionId} and ${usable}`);
  return rows.length > 0;
}

export type NewPasskey = AuditContext &
  Readonly<{
    userId: string;
    sessionId: string;
    name: string;
    credentialId: string;
    publicKey: string;
    counter: number;
    transports: string;
    synced: boolean;
    place: string | null;
  }>;

/** `known`: it belongs to an account already, this or another. */
export type PasskeyEnrolled = "enrolled" | "known" | "full" | "over";

/**
 * Uses an enrolment up and adds the passkey, once. All sessions but the one that enrols end, and the owner is told; all
 * or nothing.
 */
export async function enrolPasskey(
  handleHash: string,
  made: NewPasskey,
  most: number,
  notices: NoticeChannels,
): Promise<PasskeyEnrolled> {
  const { browser, address, sessionId, userId } = made;
  const named = factorDetails("passkey", sql`${made.name}::text`);
  return inTurn(ownersTurn(userId), async (database) => {
    const rows = await database.execute<{ outcome: PasskeyEnrolled }>(sql`
      with opened as (
        select e.id, e.user_id, e.session_id, (
          select count(*) from passkeys o where o.user_id = e.user_id and o.revoked_at is null
        ) < ${most}::int as room
        from factor_enrolments e join users u on u.id = e.user_id join sessions s on s.id = e.session_id
        where e.handle_hash = ${handleHash} and e.user_id = ${userId} and e.session_id = ${sessionId} and ${usable}
        for update of e
      ), added as (
        insert into passkeys (user_id, name, credential_id, public_key, counter, transports, synced, browser)
        select user_id, ${made.name}, ${made.credentialId}, ${made.publicKey}, ${made.counter}::bigint,
          ${made.transports}, ${made.synced}::boolean, ${browser}
        from opened where room on conflict do nothing returning id, user_id
      ), used as (
        update factor_enrolments e set used_at = now() from opened, added where e.id = opened.id
      ), ${endSessions(sql`select user_id from added`, "factor", sql`select ${sessionId}::uuid`)},
      told as (${tellOwner(
        "factor-added",
        notices,
        sql`select user_id, ${where(made)} || ${named} as details from added`,
      )}), audited as (
        insert into audit (event, outcome, user_id, session_id, browser, address, details)
        select 'factor.added', 'changed', user_id, ${sessionId}::uuid, ${browser}, ${address}::text, ${named} from added
      )
      select case when exists (select 1 from added) then 'enrolled' when not room then 'full' else 'known' end as outcome
      from opened`);
    return rows[0]?.outcome ?? "over";
  });
}
