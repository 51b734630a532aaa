import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/** Seconds within which a text is said to have arrived; the last counts whatever took longer. */
const deliverySteps = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377] as const;

/** Where a day of the calendar (UTC) begins, whatever time zone the connection has. */
const begins = (day: SQL): SQL => sql`(${day}::timestamp at time zone 'UTC')`;
const on = (column: SQL, day: SQL): SQL =>
  sql`${column} >= ${begins(day)} and ${column} < ${begins(sql`(${day} + 1)`)}`;

/** How somebody came in, by the methods of the session: the strongest that was passed. */
const way = sql`case
  when factor like '%pop%' and factor like '%pwd%' then 'passkey' when factor like '%pop%' then 'passkey-alone'
  when factor like '%swk%' then 'approval'
  when factor like '%otp%' then 'authenticator' when factor like '%rec%' then 'recovery'
  when factor like '%sms%' and factor like '%pwd%' then 'pin' when factor like '%sms%' then 'phone'
  else 'trusted' end`;

/** What was asked of the provider; what never went out is no message. */
const wentOut = sql`result not in ('reserved', 'refused', 'decoy')`;

/** Seconds from the message to the news that it arrived, as the step of `deliverySteps` that it fits in. */
const arrivedWithin = sql`coalesce((
    select min(step) from unnest(array[${sql.join(
      deliverySteps.map((step) => sql`${step}::int`),
      sql`, `,
    )}]) step where extract(epoch from e.occurred_at - s.at) <= step
  ), 100000)`;

/**
 * A query of (name, country, channel, currency, count, total): everything that is counted of one day.
 * `password.*`, `session` (by way), `signup.*`: from the audit. `asked`: messages by country, however many channels
 * carried one; `message`: by country and channel; `.used`: whose PIN was entered. `cost`: what was paid, or the estimate
 * until the provider has told. `arrived.N`: within N seconds.
 */
const countedOn = (day: SQL): SQL => sql`
  select case
      when event = 'login.password' and outcome = 'right' then 'password.right'
      when event = 'login.password' then 'password.wrong'
      when event = 'login.pin' and outcome = 'wrong' or event = 'login.factor' and outcome = 'wrong' then 'factor.wrong'
      when event = 'login.session' then 'session'
      when event = 'signup.started' then 'signup.begun'
      when event = 'signup.phone' then 'signup.proved'
      else 'signup.account' end as name,
    '' as country, case when event = 'login.session' then ${way} else '' end as channel, '' as currency,
    count(*) as count, 0::numeric as total
  from audit where ${on(sql`at`, day)} and (
    event in ('login.password', 'signup.started', 'signup.phone', 'signup.account')
    or event = 'login.session' and outcome = 'opened'
    or event in ('login.pin', 'login.factor') and outcome = 'wrong')
  group by 1, 3
  union all
  select v.name, country, '', '', count(*), 0 from (
    select country, bool_or(used_at is not null) as used from sends
    where ${on(sql`at`, day)} and ${wentOut} group by challenge_id, country
  ) asked cross join (values ('asked'), ('asked.used')) v (name) where v.name = 'asked' or used group by 1, 2
  union all
  select 'message', country, channel, '', count(*), 0 from sends where ${on(sql`at`, day)} and ${wentOut} group by 2, 3
  union all
  select 'message.used', country, channel, '', count(*), 0 from sends
  where ${on(sql`at`, day)} and ${wentOut} and used_at is not null group by 2, 3
  union all
  select 'message.lost', country, channel, '', count(*), 0 from sends
  where ${on(sql`at`, day)} and result in ('undelivered', 'blocked') group by 2, 3
  union all
  select 'cost', country, channel, currency, count(*), sum(coalesce(price, estimated_price)) from sends
  where ${on(sql`at`, day)} and ${wentOut} group by 2, 3, 4
  union all
  select 'arrived.' || ${arrivedWithin}, s.country, s.channel, '', count(*), 0
  from sends s join provider_events e on e.challenge_id = s.challenge_id and e.provider = s.provider
    and e.channel = s.channel and e.meaning = 'delivered'
  where ${on(sql`s.at`, day)} and e.received_at >= ${begins(day)} group by 1, 2, 3`;

const today = sql`(now() at time zone 'UTC')::date`;

/**
 * Counts one day, or counts it again: what came in late is added. Twice or at once gives the same. A day whose rows may
 * have been deleted since must not be counted again.
 */
async function keepDay(day: string): Promise<number> {
  const of = sql`${day}::date`;
  const rows = await db().execute(sql`
    insert into figures (day, name, country, channel, currency, count, total)
    select ${of}, c.* from (${countedOn(of)} union all select 'day', '', '', '', 1, 0) c (name, country, channel, currency, count, total)
    order by 2, 3, 4, 5
    on conflict (day, name, country, channel, currency)
      do update set count = excluded.count, total = excluded.total
    returning 1`);
  return rows.length;
}

/**
 * Keeps the days that are over: those of which late news may still come, and those before that nobody has counted yet,
 * as far back as asked.
 *
 * @returns how many days were counted, and how many rows they have
 */
export async function keepFigures(
  lateDays: number,
  backDays: number,
): Promise<Readonly<{ days: number; rows: number }>> {
  const due = await db().execute<{ day: string }>(sql`
    select d.day::text from (select ${today} - n as day from generate_series(1, ${backDays}::int) n) d
    where d.day >= ${today} - ${lateDays}::int
      or not exists (select 1 from figures f where f.day = d.day and f.name = 'day')
    order by 1`);
  let rows = 0;
  for (const { day } of due) rows += await keepDay(day);
  return { days: due.length, rows };
}

export type DayFigure = Readonly<{
  /** YYYY-MM-DD, UTC. */
  day: string;
  name: string;
  channel: string;
  currency: string;
  count: number;
  total: number;
}>;

export type CountryFigure = Readonly<{
  /** Of the days that were asked for, or of as many before them. */
  period: "now" | "before";
  name: string;
  country: string;
  channel: string;
  currency: string;
  count: number;
  total: number;
}>;

export type Figures = Readonly<{
  days: readonly DayFigure[];
  countries: readonly CountryFigure[];
  today: string;
}>;

type Row = DayFigure & CountryFigure & Readonly<{ by: "day" | "country" | "today" }>;

/**
 * What is known of so many days up to today, day by day, and by country for them and for as many before: kept days, and
 * today as far as it has come, which is counted once.
 */
export async function readFigures(days: number): Promise<Figures> {
  const first = sql`${today} - ${days - 1}::int`;
  const rows = await db().execute<Row>(sql`
    with known as materialized (
      select day, name, country, channel, currency, count, total from figures
      where day >= ${first} - ${days}::int and day < ${today} and name <> 'day'
      union all
      select ${today}, c.* from (${countedOn(today)}) c (name, country, channel, currency, count, total)
    )
    select 'day' as by, day::text, '' as period, name, '' as country, channel, currency,
      sum(count)::float8 as count, sum(total)::float8 as total
    from known where day >= ${first} group by day, name, channel, currency
    union all
    select 'country', '', period, name, country, channel, currency, sum(count)::float8, sum(total)::float8
    from (select known.*, case when day >= ${first} then 'now' else 'before' end as period from known) k
    where name in ('asked', 'asked.used', 'message', 'message.used', 'message.lost', 'cost', 'session', 'password.right')
      or name like 'arrived.%'
    group by period, name, country, channel, currency
    union all select 'today', ${today}::text, '', '', '', '', '', 0, 0
    order by 1, 2`);
  return {
    days: rows.filter(({ by }) => by === "day"),
    countries: rows.filter(({ by }) => by === "country"),
    today: rows.find(({ by }) => by === "today")?.day ?? "",
  };
}

export type BreakerState = Readonly<{
  provider: string;
  failures: number;
  /** Milliseconds since 1970. */
  failedAt: number;
  openUntil: number | null;
  open: boolean;
}>;

/** Providers that failed lately; one that works has no row. */
export const breakerStates = async (): Promise<readonly BreakerState[]> =>
  db().execute<BreakerState>(sql`
    select provider, failures, (extract(epoch from failed_at) * 1000)::float8 as "failedAt",
      (extract(epoch from open_until) * 1000)::float8 as "openUntil", coalesce(open_until > now(), false) as open
    from breakers order by 1`);

/** How far the counters with these keys have come in the windows that run; those that do not run are left out. */
export async function countersOf(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db().execute<{ key: string; count: number }>(sql`
    select key, count from throttles where window_ends_at > now() and key in (${sql.join(
      keys.map((key) => sql`${key}`),
      sql`, `,
    )})`);
  return new Map(rows.map(({ key, count }) => [key, count]));
}
