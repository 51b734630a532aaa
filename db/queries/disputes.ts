import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";
import { type Lockdown, lockDown, lockingDown, type Pressed } from "./lockdown";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";
import { among } from "./words";

/** A notice of an account that is still there. Times are milliseconds since 1970. */
export type ToldNotice = Readonly<{
  userId: string;
  kind: string;
  details: unknown;
  createdAt: number;
  ageSeconds: number;
  disputedAt: number | null;
  /** Null when nothing is frozen. */
  frozenUntil: number | null;
}>;

export async function readNotice(id: string): Promise<ToldNotice | null> {
  const rows = await db().execute<ToldNotice>(sql`
    select n.user_id as "userId", n.kind, n.details,
      (extract(epoch from n.created_at) * 1000)::float8 as "createdAt",
      extract(epoch from now() - n.created_at)::float8 as "ageSeconds",
      (extract(epoch from n.disputed_at) * 1000)::float8 as "disputedAt",
      case when u.frozen_until > now() then (extract(epoch from u.frozen_until) * 1000)::float8 end as "frozenUntil"
    from notices n join users u on u.id = n.user_id where n.id = ${id}`);
  return rows[0] ?? null;
}

export type DisputeRule = Lockdown &
  Readonly<{ kinds: readonly string[]; disputeSeconds: number; channels: NoticeChannels }>;

const open = (id: string, { kinds, disputeSeconds }: DisputeRule): SQL => sql`
  id = ${id} and disputed_at is null and created_at > ${ago(disputeSeconds)} and kind in ${among(kinds)}`;

/**
 * WITH queries over `owner` (user_id, created_at): passkeys, authenticator apps and recovery codes that came since the
 * notice open nothing any more.
 */
function takenAlong({ browser, address }: Pressed): SQL {
  const revoke = (kind: string, table: string) => sql`
    update ${sql.identifier(table)} f set revoked_at = now() from owner
    where f.user_id = owner.user_id and f.created_at >= owner.created_at and f.revoked_at is null
    returning f.user_id, ${kind}::text as factor, f.name`;
  return sql`
    passkeys_gone as (${revoke("passkey", "passkeys")}),
    apps_gone as (${revoke("authenticator", "authenticator_apps")}),
    codes_gone as (
      update recovery_codes c set dropped_at = now() from owner
      where c.user_id = owner.user_id and coalesce(c.confirmed_at, c.created_at) >= owner.created_at and c.dropped_at is null
    ), unopened as (
      delete from factor_enrolments e using owner where e.user_id = owner.user_id and e.used_at is null
    ), factors_removed as (
      insert into audit (event, outcome, user_id, browser, address, details)
      select 'factor.removed', 'disputed', g.user_id, ${browser}, ${address}::text,
        jsonb_build_object('factor', g.factor, 'device', g.name)
      from (select * from passkeys_gone union all select * from apps_gone) g
    )`;
}

/**
 * Ends and freezes, once for each notice, and tells the owner everywhere; browsers that came to be known since then are
 * known no longer, and whatever was enrolled since then is gone. False: there was nothing to dispute.
 */
export async function disputeNotice(
  id: string,
  userId: string,
  rule: DisputeRule,
  pressed: Pressed,
): Promise<boolean> {
  const { browser, address, place } = pressed;
  const seen = seenFrom(sql`${browser}::text`, sql`${place}::text`);
  const rows = await lockingDown(
    userId,
    sql`select user_id from notices where ${open(id, rule)}`,
    rule,
    sql`
      with owner as (
        update notices set disputed_at = now() where ${open(id, rule)} returning user_id, kind, channel, created_at
      ), ${lockDown(rule, pressed)}, forgotten as (
        delete from browsers using owner
        where browsers.user_id = owner.user_id and browsers.first_seen_at >= owner.created_at
      ), unenrolled as (
        update devices set revoked_at = now(), push_endpoint = null, push_key = null, push_auth = null from owner
        where devices.user_id = owner.user_id and devices.created_at >= owner.created_at and devices.revoked_at is null
        returning devices.user_id, devices.name
      ), removed as (
        insert into audit (event, outcome, user_id, browser, address, details)
        select 'device.removed', 'disputed', user_id, ${browser}, ${address}::text, jsonb_build_object('device', name)
        from unenrolled
      ), ${takenAlong(pressed)}, told as (${tellOwner(
        "changes-frozen",
        rule.channels,
        sql`select user_id, ${seen} || jsonb_build_object('until', frozen_until) as details from frozen`,
      )}), audited as (
        insert into audit (event, outcome, user_id, browser, address, details)
        select 'notice.disputed', kind, user_id, ${browser}, ${address}::text,
          jsonb_build_object('place', ${place}::text, 'channel', channel) from owner
      )
      select user_id from owner`,
  );
  return rows.length > 0;
}
