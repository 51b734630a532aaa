import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, owned, type Renewing, where } from "./account-changes";
import { asOwner, endPending, endSessions, ownersTurn, renewal } from "./endings";
import { tellOwner } from "./notices";
import { maySpare } from "./required";
import { inTurn } from "./turns";

/** Passkeys and authenticator apps: rows with an owner, a name and an end. */
const tables = { passkey: "passkeys", authenticator: "authenticator_apps" } as const;

export type NamedFactor = keyof typeof tables;

const tableOf = (kind: NamedFactor): SQL => sql`${sql.identifier(tables[kind])}`;

/** Details of the history and of notices: what it is, and how it is called. */
export const factorDetails = (kind: NamedFactor, name: SQL): SQL =>
  sql`jsonb_build_object('factor', ${kind}::text, 'device', ${name})`;

/** As its owner sees it. Times are milliseconds since 1970. */
export type ListedFactor = Readonly<{
  id: string;
  name: string;
  browser: string;
  createdAt: number;
  lastUsedAt: number | null;
}>;

export async function listFactors(kind: NamedFactor, userId: string): Promise<ListedFactor[]> {
  const rows = await db().execute<ListedFactor>(sql`
    select id, name, browser, (extract(epoch from created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from last_used_at) * 1000)::float8 as "lastUsedAt"
    from ${tableOf(kind)} where user_id = ${userId} and revoked_at is null order by created_at, id`);
  return [...rows];
}

/** How many an account has of what is stronger than a text. */
export type StrongFactors = Readonly<Record<NamedFactor | "phone", number>>;

export async function countStrong(userId: string): Promise<StrongFactors> {
  const count = (table: string): SQL =>
    sql`(select count(*)::int from ${sql.identifier(table)} where user_id = ${userId} and revoked_at is null)`;
  const [row] = await db().execute<StrongFactors>(sql`
    select ${count("passkeys")} as passkey, ${count("authenticator_apps")} as authenticator, ${count("devices")} as phone`);
  return row ?? { passkey: 0, authenticator: 0, phone: 0 };
}

/** Whether nothing stronger than a text is left without the row `gone` (id, user_id). Ids of all three are random. */
const isLast = sql`case when exists (
    select 1 from devices o where o.user_id = gone.user_id and o.revoked_at is null
    union all select 1 from passkeys o where o.user_id = gone.user_id and o.revoked_at is null and o.id <> gone.id
    union all select 1 from authenticator_apps o
      where o.user_id = gone.user_id and o.revoked_at is null and o.id <> gone.id
  ) then '{}'::jsonb else '{"last": "yes"}'::jsonb end`;

/** In its owner's turn, as all that locks rows of factors. False: there is no such thing, or it may not be changed. */
export async function renameFactor(
  kind: NamedFactor,
  by: Changing,
  id: string,
  name: string,
): Promise<boolean> {
  const details = factorDetails(kind, sql`${name}::text`);
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute(sql`
    with me as (${mayChange(by)}), renamed as (
      update ${tableOf(kind)} f set name = ${name} from me
      where f.id = ${id} and f.user_id = me.id and f.revoked_at is null returning f.user_id
    ), audited as (${changeAudit("factor.renamed", by, sql`select user_id, ${details} as details from renamed`)})
    select user_id from renamed`),
  );
  return rows.length > 0;
}

/**
 * Takes a factor away, at once: nothing that it shows counts from then on. Every other session ends, this one goes on
 * under a new id, and the owner is told; all or nothing. False: there is no such thing, or the role of its owner needs it.
 */
export async function revokeFactor(
  kind: NamedFactor,
  by: Changing,
  id: string,
  renew: Renewing,
): Promise<boolean> {
  const table = tableOf(kind);
  const spared = kind === "passkey" ? maySpare(by.keeping) : sql`true`;
  const own = sql`f.id = ${id} and f.user_id = me.id and f.revoked_at is null and ${spared}`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where exists (select 1 from ${table} f where ${own})`,
    renew.revoked,
  );
  const details = sql`${factorDetails(kind, sql`gone.name`)} || ${isLast}`;
  const change = sql`
    with me as (${mayChange(by)}), gone as (
      update ${table} f set revoked_at = now() from me where ${own}
      returning f.id, f.user_id, f.name, me.session_id, me.amr
    ), ${endSessions(sql`select user_id from gone`, "factor", sql`select session_id from gone`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from gone`,
    )}), told as (${tellOwner(
      "factor-removed",
      by.notices,
      sql`select user_id, ${where(by)} || ${details} as details from gone`,
    )}), audited as (${changeAudit("factor.removed", by, sql`select user_id, ${details} as details from gone`)})
    select id from gone`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}
