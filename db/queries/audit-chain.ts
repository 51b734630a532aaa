import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { type Database, db } from "../client";
import { ago } from "./clock";

/**
 * A row of the audit as the chain sees it: the same text whatever a session's settings are. `at` is UTC to the microsecond,
 * such as 2026-11-26T13:07:42.412907Z; `details` is JSON.
 */
export type SealedRow = Readonly<{
  id: string;
  at: string;
  event: string;
  outcome: string;
  userId: string | null;
  /** The administrator who did it, where it was not the person. */
  actorId: string | null;
  factor: string | null;
  loginId: string | null;
  sessionId: string | null;
  browser: string | null;
  address: string | null;
  details: string | null;
  salt: string | null;
  personalHash: string | null;
}>;

/** What a seal says; its own hash is over this. */
export type SealContent = Readonly<{
  number: string;
  fromId: string;
  toId: string;
  rowCount: number;
  rowsHash: string;
  previousHash: string;
  sealedAt: string;
}>;

export type Seal = SealContent &
  Readonly<{
    hash: string;
    keyId: string;
    mac: string;
    /** Ids, separated by commas, and hashes in hexadecimal; null once retention has removed the rows. */
    rowIds: string | null;
    rowHashes: string | null;
    expiredAt: string | null;
  }>;

const utc = (column: string): SQL =>
  sql`to_char(${sql.identifier(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const rowColumns = sql`id::text, ${utc("at")} as "at", event, outcome, user_id::text as "userId",
  actor_id::text as "actorId", factor, login_id::text as "loginId", session_id::text as "sessionId", browser, address, details::text, salt::text,
  personal_hash as "personalHash"`;

const sealColumns = sql`number::text, from_id::text as "fromId", to_id::text as "toId", row_count as "rowCount",
  rows_hash as "rowsHash", previous_hash as "previousHash", ${utc("sealed_at")} as "sealedAt", hash, key_id as "keyId",
  mac, array_to_string(row_ids, ',') as "rowIds", encode(row_hashes, 'hex') as "rowHashes",
  ${utc("expired_at")} as "expiredAt"`;

/** Rows in the order of their ids: after one, and up to another where it is named. */
export const readRows = (
  { after, upTo }: Readonly<{ after: string; upTo: string | null }>,
  most: number,
  database: Database = db(),
): PromiseLike<SealedRow[]> =>
  database.execute<SealedRow>(sql`
    select ${rowColumns} from audit
    where audit.id > ${after}::bigint ${upTo === null ? sql`` : sql`and audit.id <= ${upTo}::bigint`}
    order by audit.id limit ${most}::int`);

export const readSeals = (after: string, most: number, database: Database = db()): PromiseLike<Seal[]> =>
  database.execute<Seal>(sql`
    select ${sealColumns} from audit_seals where audit_seals.number > ${after}::bigint
    order by audit_seals.number limit ${most}::int`);

export async function readHead(database: Database = db()): Promise<Seal | null> {
  const [head] = await database.execute<Seal>(sql`
    select ${sealColumns} from audit_seals order by audit_seals.number desc limit 1`);
  return head ?? null;
}

/**
 * The next rows for a seal, and the time to put on it: those after `after` and before the first that is younger than
 * `seconds`. Ids are given when rows are written, which is not the order in which they are committed; after that time
 * all of these are.
 */
export async function readRipe(
  after: string,
  seconds: number,
  most: number,
): Promise<Readonly<{ rows: readonly SealedRow[]; now: string }>> {
  const rows = await db().execute<SealedRow & Readonly<{ ripe: boolean; now: string }>>(sql`
    select ${rowColumns}, audit.at < ${ago(seconds)} as ripe,
      to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now
    from audit where audit.id > ${after}::bigint order by audit.id limit ${most}::int`);
  const young = rows.findIndex(({ ripe }) => !ripe);
  return { rows: young === -1 ? rows : rows.slice(0, young), now: rows[0]?.now ?? "" };
}

/** False when another one has made this seal. */
export async function addSeal(seal: Omit<Seal, "expiredAt">): Promise<boolean> {
  const added = await db().execute(sql`
    insert into audit_seals (number, from_id, to_id, row_count, row_ids, row_hashes, rows_hash, previous_hash, sealed_at,
      hash, key_id, mac)
    select ${seal.number}::bigint, ${seal.fromId}::bigint, ${seal.toId}::bigint, ${seal.rowCount}::int,
      string_to_array(${seal.rowIds}, ',')::bigint[], decode(${seal.rowHashes}, 'hex'), ${seal.rowsHash},
      ${seal.previousHash}, ${seal.sealedAt}::timestamptz, ${seal.hash}, ${seal.keyId}, ${seal.mac}
    where coalesce((select hash from audit_seals where number = ${seal.number}::bigint - 1), repeat('0', 64))
      = ${seal.previousHash}
    on conflict (number) do nothing returning number`);
  return added.length > 0;
}

/** Removes the rows of seals that are older, through the one function that may; the seals stay. */
export async function expireRows(
  keepSeconds: number,
  mostSeals: number,
): Promise<Readonly<{ seals: number; removed: number }>> {
  const [gone] = await db().execute<{ seals: number; removed: number }>(
    sql`select seals, removed from audit_expire(${keepSeconds}::int, ${mostSeals}::int)`,
  );
  return gone ?? { seals: 0, removed: 0 };
}

/** How many rows wait for a seal, counted up to `most`. */
export async function countUnsealed(most: number): Promise<number> {
  const [counted] = await db().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select 1 from audit where id > coalesce((select max(to_id) from audit_seals), 0) limit ${most}::int
    ) waiting`);
  return counted?.count ?? 0;
}
