import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/** One line of an account's audit, as it was written. `at` is in milliseconds since 1970. */
export type HistoryRow = Readonly<{
  id: string;
  at: number;
  event: string;
  outcome: string;
  factor: string | null;
  browser: string | null;
  address: string | null;
  details: Readonly<Record<string, unknown>> | null;
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

/** What happened to one account, newest first. Nobody else's rows, whatever `before` is. */
export async function readHistory(
  userId: string,
  { prefixes, before, most }: HistoryWindow,
): Promise<HistoryRow[]> {
  const older = before === null ? sql`true` : sql`id < ${before}::bigint`;
  return db().execute<HistoryRow>(sql`
    select id::text, (extract(epoch from at) * 1000)::float8 as "at", event, outcome, factor, browser, address, details
    from audit where user_id = ${userId} and ${older} and ${among(prefixes)}
    order by audit.id desc limit ${most}::int`);
}
