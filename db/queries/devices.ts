import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, owned, type Renewing, where } from "./account-changes";
import type { ApprovalState } from "./approvals";
import { type AuditContext, auditInsert } from "./audit";
import { asOwner, endPending, endSessions, renewal } from "./endings";
import { tellOwner } from "./notices";
import { maySpare } from "./required";
import { transaction } from "./turns";

/** What a phone's posts are checked against. */
export type DeviceKey = Readonly<{
  id: string;
  userId: string;
  username: string;
  name: string;
  publicKey: string;
}>;

/** A phone that may answer: not revoked, and its account not disabled. */
export async function findDevice(id: string): Promise<DeviceKey | null> {
  const rows = await db().execute<DeviceKey>(sql`
    select d.id, d.user_id as "userId", u.username, d.name, d.public_key as "publicKey"
    from devices d join users u on u.id = d.user_id
    where d.id = ${id} and d.revoked_at is null and u.disabled_at is null`);
  return rows[0] ?? null;
}

/** A phone as its owner sees it. Times are milliseconds since 1970. */
export type ListedDevice = Readonly<{
  id: string;
  name: string;
  browser: string;
  pushes: boolean;
  createdAt: number;
  lastUsedAt: number | null;
}>;

export async function listDevices(userId: string): Promise<ListedDevice[]> {
  const rows = await db().execute<ListedDevice>(sql`
    select id, name, browser, push_endpoint is not null as "pushes",
      (extract(epoch from created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAt"
    from devices where user_id = ${userId} and revoked_at is null order by created_at`);
  return [...rows];
}

export type PushTarget = Readonly<{ deviceId: string; endpoint: string; key: string; auth: string }>;

export async function pushTargets(userId: string): Promise<PushTarget[]> {
  const rows = await db().execute<PushTarget>(sql`
    select id as "deviceId", push_endpoint as "endpoint", push_key as "key", push_auth as "auth"
    from devices where user_id = ${userId} and revoked_at is null and push_endpoint is not null`);
  return [...rows];
}

/** Where a phone can be reached from now on; null: nowhere. */
export async function setSubscription(
  deviceId: string,
  subscription: Readonly<{ endpoint: string; key: string; auth: string }> | null,
): Promise<void> {
  await db().execute(sql`
    update devices set push_endpoint = ${subscription?.endpoint ?? null}, push_key = ${subscription?.key ?? null},
      push_auth = ${subscription?.auth ?? null}
    where id = ${deviceId} and revoked_at is null`);
}

/** The push service does not know this subscription any more; one that has taken its place meanwhile stays. */
export async function dropSubscription({ deviceId, endpoint }: PushTarget): Promise<void> {
  await db().execute(sql`
    update devices set push_endpoint = null, push_key = null, push_auth = null
    where id = ${deviceId} and push_endpoint = ${endpoint}`);
}

/** A request as a phone sees it. */
export type ListedRequest = Readonly<{
  id: string;
  state: ApprovalState;
  request: string;
  triesLeft: number;
}>;

/** What waits for a phone of this account, and the request that it asks about, whatever became of that. */
export async function listRequests(userId: string, about: string | null): Promise<ListedRequest[]> {
  const rows = await db().execute<ListedRequest>(sql`
    select a.id, case when a.state = 'pending' and a.expires_at <= now() then 'lapsed' else a.state end as state, a.request,
      a.tries_left::int as "triesLeft"
    from approvals a
    where a.user_id = ${userId} and (a.state = 'pending' and a.expires_at > now() or a.id = ${about}::uuid)
    order by a.created_at desc`);
  return [...rows];
}

export async function renameDevice(by: Changing, deviceId: string, name: string): Promise<boolean> {
  const rows = await db().execute(sql`
    with me as (${mayChange(by)}), renamed as (
      update devices d set name = ${name} from me
      where d.id = ${deviceId} and d.user_id = me.id and d.revoked_at is null returning d.user_id
    ), audited as (${changeAudit("device.renamed", by, sql`select user_id, jsonb_build_object('device', ${name}::text) as details from renamed`)})
    select user_id from renamed`);
  return rows.length > 0;
}

/** With the last phone ends what waits for one. Over a WITH query `gone` (id, user_id, name). */
const withLast = sql`unanswered as (
    update approvals a set state = 'cancelled', decided_at = now() from gone
    where a.user_id = gone.user_id and a.state = 'pending' and not exists (
      select 1 from devices o where o.user_id = gone.user_id and o.revoked_at is null and o.id <> gone.id)
  )`;

/**
 * Takes a phone's right to approve away, at once: whatever it signs from then on is refused. Every other session ends,
 * this one goes on under a new id, and the owner is told; all or nothing. False: there is no such phone, or the role of its
 * owner needs it.
 */
export async function revokeDevice(by: Changing, deviceId: string, renew: Renewing): Promise<boolean> {
  const mine = sql`select 1 from devices d
    where d.id = ${deviceId} and d.user_id = me.id and d.revoked_at is null and ${maySpare(by.keeping)}`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where exists (${mine})`,
    renew.revoked,
  );
  const details = sql`${where(by)} || jsonb_build_object('device', name)`;
  const change = sql`
    with me as (${mayChange(by)}), gone as (
      update devices d set revoked_at = now(), push_endpoint = null, push_key = null, push_auth = null from me
      where d.id = ${deviceId} and d.user_id = me.id and d.revoked_at is null and ${maySpare(by.keeping)}
      returning d.id, d.user_id, d.name, me.session_id, me.amr
    ), ${withLast}, ${endSessions(sql`select user_id from gone`, "factor", sql`select session_id from gone`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from gone`,
    )}), told as (${tellOwner("device-removed", by.notices, sql`select user_id, ${details} as details from gone`)}),
    audited as (${changeAudit("device.removed", by, sql`select user_id, jsonb_build_object('device', name) as details from gone`)})
    select id from gone`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}

/** A phone gives its own right up, whatever its owner's role needs: that is asked for at the next page. */
export async function leaveDevice(
  device: DeviceKey,
  by: AuditContext & Pick<Changing, "place" | "notices">,
): Promise<void> {
  const left = sql`
    with gone as (
      update devices set revoked_at = now(), push_endpoint = null, push_key = null, push_auth = null
      where id = ${device.id} and revoked_at is null returning id, user_id, name
    ), ${withLast}, told as (${tellOwner(
      "device-removed",
      by.notices,
      sql`select user_id, ${where(by)} || jsonb_build_object('device', name) as details from gone`,
    )}), audited as (${auditInsert(
      {
        ...by,
        event: "device.removed",
        outcome: "left",
        userId: device.userId,
        factor: null,
        details: { device: device.name },
      },
      sql`from gone`,
    )})
    select id from gone`;
  await transaction((database) => database.execute(left));
}
