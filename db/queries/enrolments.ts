import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, mayChange, where } from "./account-changes";
import type { AuditContext } from "./audit";
import { endSessions, ownersTurn } from "./endings";
import { type NoticeChannels, tellOwner } from "./notices";
import { inTurn } from "./turns";

/** A link that enrols one phone; a newer one of the same account takes its place. Null: this session may not. */
export async function openEnrolment(
  by: Changing,
  tokenHash: string,
  lifeSeconds: number,
): Promise<Readonly<{ expiresAt: number }> | null> {
  const rows = await db().execute<{ expiresAt: number }>(sql`
    with me as (${mayChange(by)}), former as (
      delete from enrolments e using me where e.user_id = me.id and e.device_id is null
    )
    insert into enrolments (token_hash, user_id, session_id, expires_at)
    select ${tokenHash}, me.id, me.session_id, now() + ${lifeSeconds}::int * interval '1 second' from me
    returning (extract(epoch from expires_at) * 1000)::float8 as "expiresAt"`);
  return rows[0] ?? null;
}

/** Whose phone a link would enrol. Null: it is used, too old, never was, or its session has ended. */
export type OpenEnrolment = Readonly<{ userId: string; username: string }>;

const usable = sql`e.device_id is null and e.expires_at > now() and s.revoked_at is null and u.disabled_at is null
  and (u.frozen_until is null or u.frozen_until <= now())`;

export async function findEnrolment(tokenHash: string): Promise<OpenEnrolment | null> {
  const rows = await db().execute<OpenEnrolment>(sql`
    select u.id as "userId", u.username
    from enrolments e join users u on u.id = e.user_id join sessions s on s.id = e.session_id
    where e.token_hash = ${tokenHash} and ${usable}`);
  return rows[0] ?? null;
}

export type EnrolmentState = Readonly<{
  sessionId: string;
  /** How the phone is called that has used it. */
  device: string | null;
  expiresAt: number;
  now: number;
}>;

/** What became of a link, for the browser that shows it. Times are milliseconds since 1970. */
export async function enrolmentState(tokenHash: string): Promise<EnrolmentState | null> {
  const rows = await db().execute<EnrolmentState>(sql`
    select e.session_id as "sessionId", d.name as device, (extract(epoch from e.expires_at) * 1000)::float8 as "expiresAt",
      (extract(epoch from now()) * 1000)::float8 as now
    from enrolments e left join devices d on d.id = e.device_id
    where e.token_hash = ${tokenHash}`);
  return rows[0] ?? null;
}

export type NewDevice = AuditContext &
  Readonly<{ userId: string; name: string; publicKey: string; place: string | null }>;

/**
 * Uses a link up and enrols the phone, once: of two only one is. All sessions but the one that made the link end, and
 * the owner is told. The phone's id, or null.
 */
export async function enrolDevice(
  tokenHash: string,
  device: NewDevice,
  most: number,
  notices: NoticeChannels,
): Promise<string | null> {
  const { browser, address, name, publicKey, userId } = device;
  const named = sql`jsonb_build_object('device', ${name}::text)`;
  return inTurn(ownersTurn(userId), async (database) => {
    const rows = await database.execute<{ id: string }>(sql`
      with link as (
        select e.id, e.user_id, e.session_id from enrolments e join users u on u.id = e.user_id
          join sessions s on s.id = e.session_id
        where e.token_hash = ${tokenHash} and e.user_id = ${userId} and ${usable}
          and (select count(*) from devices o where o.user_id = u.id and o.revoked_at is null) < ${most}::int
        for update of e
      ), added as (
        insert into devices (user_id, name, public_key, browser)
        select user_id, ${name}, ${publicKey}, ${browser} from link on conflict do nothing returning id, user_id
      ), used as (
        update enrolments e set device_id = added.id from link, added where e.id = link.id
      ), ${endSessions(sql`select user_id from added`, "factor", sql`select session_id from link`)},
      told as (${tellOwner(
        "device-added",
        notices,
        sql`select user_id, ${where(device)} || ${named} as details from added`,
      )}), audited as (
        insert into audit (event, outcome, user_id, session_id, browser, address, details)
        select 'device.added', 'changed', added.user_id, link.session_id, ${browser}, ${address}::text, ${named}
        from added, link
      )
      select id from added`);
    return rows[0]?.id ?? null;
  });
}
