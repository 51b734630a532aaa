import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { countThrottled } from "../telemetry";
import { type AccountKey, isNamed } from "./accounts";

/** One counter to move: `key` is a keyed hash, the window is fixed and starts with its first attempt. */
export type ThrottleEntry = Readonly<{ key: string; name: string; limit: number; seconds: number }>;

export type ThrottleBlock = Readonly<{ name: string; retryAfterSeconds: number }>;

/** Whoever locks several counters does so in this order. */
const inOrder = (entries: readonly ThrottleEntry[]): ThrottleEntry[] =>
  [...entries].sort((a, b) => (a.key < b.key ? -1 : 1));

/**
 * An INSERT that counts one attempt on every entry, for use as a WITH query. Rows come back as
 * (name, blocked, window_ends_at). Sorted by key so that two statements never lock in opposite order.
 */
function countAttempts(entries: readonly ThrottleEntry[], onlyIf: SQL = sql`true`): SQL {
  const sorted = inOrder(entries);
  const rows = sorted.map(
    (entry) => sql`(${entry.key}, ${entry.name}, ${entry.limit}::int, ${entry.seconds}::int)`,
  );
  const limits = sorted.map((entry) => sql`when ${entry.key} then ${entry.limit}::int`);
  return sql`
    insert into throttles (key, name, count, window_ends_at)
    select v.key, v.name, 1, now() + v.seconds * interval '1 second'
    from (values ${sql.join(rows, sql`, `)}) as v (key, name, max, seconds)
    where ${onlyIf}
    on conflict (key) do update set
      count = case when throttles.window_ends_at <= now() then 1 else throttles.count + 1 end,
      window_ends_at = case when throttles.window_ends_at <= now()
        then excluded.window_ends_at else throttles.window_ends_at end
    returning name, window_ends_at, count > (case key ${sql.join(limits, sql` `)} end) as blocked`;
}

/**
 * WITH queries that end in `counted`, with the rows of `countAttempts`: each stage counts only when none before it
 * said no, so that attempts which go nowhere cannot use up a budget that others share. Every statement has to give
 * the same counters in the same stages; then none locks in opposite order.
 */
export function countInTurn(stages: readonly (readonly ThrottleEntry[])[], onlyIf: SQL): SQL {
  const filled = stages.filter((entries) => entries.length > 0);
  const name = (index: number) => sql.identifier(`counted_${index}`);
  const queries = filled.map((entries, index) => {
    // An aggregate reads its stage to the end: rows that nobody reads would be counted, and locked, last of all.
    const passed = sql`(select count(*) > 0 and not bool_or(blocked) from ${name(index - 1)})`;
    return sql`${name(index)} as (${countAttempts(entries, index === 0 ? onlyIf : passed)})`;
  });
  const all = filled.map((_, index) => sql`select * from ${name(index)}`);
  return sql`${sql.join(queries, sql`, `)}, counted as (${sql.join(all, sql` union all `)})`;
}

/** `counted`: WITH queries that end in `counted`, with the rows of `countAttempts`. The longest wait wins. */
async function blockedBy(counted: SQL): Promise<ThrottleBlock | null> {
  const rows = await db().execute<{ name: string; seconds: number }>(sql`
    with ${counted}
    select name, ceil(extract(epoch from window_ends_at - now()))::int as seconds
    from counted where blocked order by seconds desc limit 1`);
  const row = rows[0];
  if (!row) return null;
  countThrottled(row.name);
  return { name: row.name, retryAfterSeconds: Math.max(1, row.seconds) };
}

/** Counts the attempt, then tells whether any limit is passed. */
export const throttled = (entries: readonly ThrottleEntry[]): Promise<ThrottleBlock | null> =>
  blockedBy(sql`counted as (${countAttempts(entries)})`);

/** Counts an attempt on `inKnown` alone where the account that was typed knows this browser, and on `elsewhere` otherwise. */
export const throttledByBrowser = (
  by: Exclude<AccountKey, { phone: string }>,
  browserHash: string,
  inKnown: readonly ThrottleEntry[],
  elsewhere: readonly ThrottleEntry[],
): Promise<ThrottleBlock | null> =>
  blockedBy(sql`
    known as materialized (
      select exists (
        select 1 from users u join browsers b on b.user_id = u.id
        where ${isNamed(by)} and u.disabled_at is null and b.browser_hash = ${browserHash}
      ) as yes
    ), counted_known as (${countAttempts(inKnown, sql`(select yes from known)`)}),
    counted_elsewhere as (${countAttempts(elsewhere, sql`not (select yes from known)`)}),
    counted as (select * from counted_known union all select * from counted_elsewhere)`);

/** Takes back what was counted for a message that certainly was not sent; in the order in which it was counted. */
export async function uncount(stages: readonly (readonly ThrottleEntry[])[]): Promise<void> {
  const keys = stages.flatMap((entries) => inOrder(entries).map(({ key }) => key));
  if (keys.length === 0) return;
  const rows = keys.map((key, at) => sql`(${key}, ${at}::int)`);
  await db().execute(sql`
    with held as (
      select t.key from throttles t join (values ${sql.join(rows, sql`, `)}) as v (key, at) on v.key = t.key
      where t.window_ends_at > now() order by v.at for update of t
    )
    update throttles t set count = greatest(0, t.count - 1) from held where t.key = held.key`);
}
