import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, owned, type Renewing, where } from "./account-changes";
import type { AuditContext } from "./audit";
import { asOwner, endPending, endSessions, ownersTurn, renewal } from "./endings";
import { ownerHeld } from "./factors";
import { type NoticeChannels, tellOwner } from "./notices";
import { inTurn } from "./turns";
import { among } from "./words";

/** Code `c` opens something. */
const good = sql`c.confirmed_at is not null and c.used_at is null and c.dropped_at is null`;

export type StoredCode = Readonly<{ id: string; hash: string }>;

/** The codes of an account that one of these locators may name; of different ones hardly ever more than one. */
export async function findCodes(userId: string, locators: readonly string[]): Promise<StoredCode[]> {
  const rows = await db().execute<StoredCode>(sql`
    select c.id, c.hash from recovery_codes c
    where c.user_id = ${userId} and c.locator in ${among(locators)} and ${good} order by c.created_at desc limit 2`);
  return [...rows];
}

/** WITH queries that end in `used`: a code is used up, and its owner is told how many are left. Needs `flow`. */
export const spendCode = (
  codeId: string,
  by: AuditContext & Readonly<{ place: string | null }>,
  notices: NoticeChannels,
): SQL => {
  const left = sql`(select count(*)::int - 1 from recovery_codes c where c.user_id = used.user_id and ${good})`;
  return sql`
  ${ownerHeld}, used as (
    update recovery_codes c set used_at = now() from me
    where c.id = ${codeId} and c.user_id = me.id and ${good} returning c.user_id
  ), told_use as (${tellOwner(
    "code-used",
    notices,
    sql`select user_id, ${where(by)} || jsonb_build_object('left', ${left}) as details from used`,
  )}), use_audited as (
    insert into audit (event, outcome, user_id, factor, browser, address, details)
    select 'codes.used', 'used', user_id, 'rec', ${by.browser}, ${by.address}::text, jsonb_build_object('left', ${left}) from used
  )`;
};

/** How many codes an account has, and when one was used last (milliseconds since 1970). */
export type CodeCount = Readonly<{ left: number; usedAt: number | null }>;

export async function countCodes(userId: string): Promise<CodeCount> {
  const rows = await db().execute<CodeCount>(sql`
    select count(*) filter (where ${good})::int as "left",
      (extract(epoch from max(c.used_at)) * 1000)::float8 as "usedAt"
    from recovery_codes c where c.user_id = ${userId} and c.dropped_at is null`);
  return rows[0] ?? { left: 0, usedAt: null };
}

export type NewCode = Readonly<{ locator: string; hash: string }>;

/** Keeps codes that are being shown and open nothing yet, in their owner's turn; those that were shown before and not confirmed are gone. */
export async function showCodes(by: Changing, setId: string, codes: readonly NewCode[]): Promise<boolean> {
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute(sql`
    with me as (${mayChange(by)}), former as (
      delete from recovery_codes c using me where c.user_id = me.id and c.confirmed_at is null
    )
    insert into recovery_codes (user_id, set_id, locator, hash)
    select me.id, ${setId}::uuid, v.locator, v.hash
    from me, jsonb_to_recordset(${JSON.stringify(codes)}::jsonb) as v(locator text, hash text)
    returning id`),
  );
  return rows.length > 0;
}

/**
 * The person has the codes of a set: they are good from now on. A whole set of `whole` takes the place of all others; fewer
 * fill up what was used. Every other session ends, this one goes on under a new id, the owner is told. False: there is no
 * such set, or it was confirmed already.
 */
export async function confirmCodes(
  by: Changing,
  setId: string,
  whole: number,
  renew: Renewing,
): Promise<boolean> {
  const shown = sql`select 1 from recovery_codes c where c.set_id = ${setId}::uuid and c.user_id = me.id and c.confirmed_at is null`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where exists (${shown})`,
    renew.revoked,
  );
  const change = sql`
    with me as (${mayChange(by)}), confirmed as (
      update recovery_codes c set confirmed_at = now() from me
      where c.set_id = ${setId}::uuid and c.user_id = me.id and c.confirmed_at is null returning c.id
    ), owner as (
      select me.id as user_id, me.session_id, me.amr, (select count(*) from confirmed) as count from me
      where exists (select 1 from confirmed)
    ), dropped as (
      update recovery_codes c set dropped_at = now() from owner
      where c.user_id = owner.user_id and c.set_id <> ${setId}::uuid and c.dropped_at is null and owner.count >= ${whole}::int
      returning c.id, c.used_at
    ), told_of as (
      select owner.*, jsonb_build_object('left', owner.count + (
        select count(*) from recovery_codes c where c.user_id = owner.user_id and ${good} and c.id not in (select id from dropped)
      )) as left from owner
    ), ${endSessions(sql`select user_id from owner`, "factor", sql`select session_id from owner`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from owner`,
    )}), told as (${tellOwner(
      "codes-made",
      by.notices,
      sql`select user_id, ${where(by)} || told_of.left as details from told_of`,
    )}), audited as (${changeAudit("codes.made", by, sql`select user_id, told_of.left as details from told_of`)})
    select user_id from owner`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}
