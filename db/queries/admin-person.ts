import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { HistoryRow } from "./history";
import { among } from "./words";

const ms = (moment: SQL): SQL => sql`(extract(epoch from ${moment}) * 1000)::float8`;

/** An account as administrators see it: how it stands, and nothing that opens it. Times are milliseconds since 1970. */
export type PersonRow = Readonly<{
  id: string;
  username: string;
  email: string;
  /** E.164; pages show its ending. */
  number: string;
  phoneConfirmedAt: number;
  phoneUsedAt: number | null;
  createdAt: number;
  disabledAt: number | null;
  /** Null when nothing is frozen. */
  frozenUntil: number | null;
  /** From when on a recovery that waits can be used. */
  recoverableAt: number | null;
  hasPassword: boolean;
  codesLeft: number;
  role: "user" | "admin";
  roleSince: number;
  roleAgeSeconds: number;
}>;

export async function findPerson(id: string): Promise<PersonRow | null> {
  const rows = await db().execute<PersonRow>(sql`
    select u.id, u.username, u.email, p.number, ${ms(sql`p.confirmed_at`)} as "phoneConfirmedAt",
      ${ms(sql`p.last_used_at`)} as "phoneUsedAt", ${ms(sql`u.created_at`)} as "createdAt",
      ${ms(sql`u.disabled_at`)} as "disabledAt",
      case when u.frozen_until > now() then ${ms(sql`u.frozen_until`)} end as "frozenUntil",
      (select ${ms(sql`r.ready_at`)} from recoveries r
        where r.user_id = u.id and r.state = 'waiting' and r.ends_at > now()) as "recoverableAt",
      u.password_hash is not null as "hasPassword",
      (select count(*)::int from recovery_codes c where c.user_id = u.id and c.dropped_at is null
        and c.confirmed_at is not null and c.used_at is null) as "codesLeft",
      u.role, ${ms(sql`u.role_since`)} as "roleSince",
      extract(epoch from now() - u.role_since)::float8 as "roleAgeSeconds"
    from users u join phones p on p.user_id = u.id where u.id = ${id}`);
  return rows[0] ?? null;
}

/** A line of an account's audit, with the name of the administrator who did it where that account is still there. */
export type RecordRow = HistoryRow & Readonly<{ by: string | null }>;

export async function readRecord(userId: string, most: number): Promise<RecordRow[]> {
  return db().execute<RecordRow>(sql`
    select a.id::text, ${ms(sql`a.at`)} as "at", a.event, a.outcome, a.factor, a.browser, a.address, a.details,
      false as acted, u.username as by
    from (select * from audit where user_id = ${userId} order by audit.id desc limit ${most}::int) a
      left join users u on u.id = a.actor_id
    order by a.id desc`);
}

/** A message with a PIN, from the ledger. `at` is in milliseconds since 1970. */
export type SentPin = Readonly<{
  at: number;
  channel: string;
  provider: string;
  result: string;
  used: boolean;
  /** What the provider gave as the reason, as long as the flow of the message is kept. */
  reason: string | null;
}>;

/** The newest messages to a number, by its block and its keyed hashes: nothing else of it is in the ledger. */
export async function recentPins(
  prefix: string,
  numberHashes: readonly string[],
  most: number,
): Promise<SentPin[]> {
  return db().execute<SentPin>(sql`
    select ${ms(sql`s.at`)} as at, s.channel, s.provider, s.result, s.used_at is not null as used, (
      select e.reason from challenges c join provider_events e
        on e.request_id = c.provider_request_id and e.provider = s.provider
      where c.id = s.challenge_id and e.reason is not null and e.channel in ('', s.channel)
      order by e.id desc limit 1) as reason
    from sends s
    where s.purpose in ('login', 'signup', 'phone', 'confirm') and s.prefix = ${prefix}
      and s.number_hash in ${among(numberHashes)}
      and s.result <> 'decoy'
    order by s.at desc limit ${most}::int`);
}

/** A notice to the owner. Times are milliseconds since 1970. */
export type ToldRow = Readonly<{
  kind: string;
  channel: "email" | "text";
  at: number;
  attempts: number;
  sent: boolean;
  givenUp: boolean;
}>;

export async function recentNotices(userId: string, most: number): Promise<ToldRow[]> {
  return db().execute<ToldRow>(sql`
    select kind, channel, ${ms(sql`created_at`)} as at, attempts::int, sent_at is not null as sent,
      given_up_at is not null as "givenUp"
    from notices where user_id = ${userId}
    order by created_at desc, id limit ${most}::int`);
}

export type PersonName = Readonly<{ id: string; username: string; disabled: boolean }>;

export async function findPersonName(id: string): Promise<PersonName | null> {
  const rows = await db().execute<PersonName>(sql`
    select id, username, disabled_at is not null as disabled from users where id = ${id}`);
  return rows[0] ?? null;
}
