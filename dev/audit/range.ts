import { sql } from "drizzle-orm";
import { type ChainRange, wholeChain } from "./chain";
import type { Transaction } from "./database";

/**
 * Which seals and rows have what happened on these days (UTC, both included; null: no bound). Rows are older than their
 * seal, so those of a day begin with the first seal that was made on it or later.
 */
export async function readRange(
  from: string | null,
  to: string | null,
  transaction: Transaction,
): Promise<ChainRange> {
  const begin = sql`${from}::date::timestamp at time zone 'UTC'`;
  const end = sql`(${to}::date + 1)::timestamp at time zone 'UTC'`;
  const [range] = await transaction.execute<ChainRange>(sql`
    with former as (
      select number, to_id from audit_seals where sealed_at < ${begin} order by number desc limit 1
    )
    select coalesce((select number from former), 0)::text as "afterSeal",
      coalesce((select to_id from former), 0)::text as "afterRow",
      case when ${to}::date is not null
        then (select coalesce(max(id), 0) from audit where at < ${end})::text end as "upToRow"`);
  return range ?? wholeChain;
}
