import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/**
 * One line of an account's audit, as it was written. `at` is in milliseconds since 1970. `acted`: this account did it, as
 * an administrator, to another one or to none.
 */
export type HistoryRow = Readonly<{
  id: string;
  at: number;
  event: string;
  outcome: string;
  factor: string | null;
  browser: string | null;
  address: string | null;
  details: Readonly<Record<string, unknown>> | null;
  acted: boolean;
}>;

export type HistoryWindow = Readonly<{
  /** Beginnings of the events' names; none: every event. */
  prefixes: readonly string[];
  /** Only what was written before the row with this number; it need not be one of this account. */
  before: string | null;
  most: number;
}>;

const among = (prefixes: readonly string[]): SQL =>
  prefixes.length === 0
    ? sql`true`
    : sql`(${sql.join(
        prefixes.map((prefix) => sql`starts_with(event, ${prefix})`),
        sql` or `,
      )})`;

/**
 * What happened to one account, and what it did as an administrator, newest first; nobody else's rows, whatever `before`
 * is. Where an administrator's browser was is nothing for those whom they look after.
 */
export async function readHistory(
  userId: string,
  { prefixes, before, most }: HistoryWindow,
): Promise<HistoryRow[]> {
  const older = before === null ? sql`true` : sql`id < ${before}::bigint`;
  const newest = (whose: SQL, acted: SQL): SQL => sql`(
    select *, ${acted} as acted from audit where ${whose} and ${older} and ${among(prefixes)}
    order by audit.id desc limit ${most}::int)`;
  const own = sql`(a.actor_id is null or a.actor_id = ${userId})`;
  return db().execute<HistoryRow>(sql`
    select id::text, (extract(epoch from at) * 1000)::float8 as "at", event, outcome, factor,
      case when ${own} then browser end as browser, case when ${own} then address end as address, details, acted
    from (
      ${newest(sql`user_id = ${userId}`, sql`false`)}
      union all ${newest(sql`actor_id = ${userId} and user_id is distinct from actor_id`, sql`true`)}
    ) a order by a.id desc limit ${most}::int`);
}
