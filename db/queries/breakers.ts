import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { ProviderName } from "./words";

/** Numbers of the circuit breaker, from the policy. */
export type BreakerRule = Readonly<{
  failures: number;
  withinSeconds: number;
  openSeconds: number;
  longestSeconds: number;
}>;

/** Whether nobody should wait for this provider now, as an expression. */
export const breakerOpen = (provider: ProviderName): SQL =>
  sql`exists (select 1 from breakers where provider = ${provider} and open_until > now())`;

/**
 * A WITH query that counts one failure. Its row (opened) tells whether the breaker has just opened. Calls that were
 * under way when it opened add nothing; the first failure after it closed opens it again, for twice as long.
 */
export function breakerFailed(provider: ProviderName, rule: BreakerRule): SQL {
  const most = sql`${rule.failures}::int`;
  const forgotten = sql`greatest(breakers.failed_at, breakers.open_until)
    < now() - ${rule.withinSeconds}::int * interval '1 second'`;
  const failures = sql`case when ${forgotten} then 1 else breakers.failures + 1 end`;
  const until = (count: SQL) => sql`case when ${count} >= ${most} then now() + least(
      ${rule.longestSeconds}::float8, ${rule.openSeconds}::float8 * power(2, least(${count} - ${most}, 20))
    ) * interval '1 second' end`;
  return sql`
    insert into breakers (provider, failures, failed_at, open_until)
    values (${provider}, 1, now(), ${until(sql`1`)})
    on conflict (provider) do update set
      failures = ${failures},
      failed_at = case when ${forgotten} then now() else breakers.failed_at end,
      open_until = ${until(sql`(${failures})`)}
    where breakers.open_until is null or breakers.open_until <= now()
    returning open_until is not null as opened`;
}

/** A WITH query that closes the breaker; on the ordinary path there is nothing to close and nothing is written. */
export const breakerWorked = (provider: ProviderName): SQL =>
  sql`delete from breakers where provider = ${provider} returning false as opened`;

/** Providers that failed lately, and whether they are left alone now. */
export const readBreakers = (): PromiseLike<Readonly<{ provider: ProviderName; open: boolean }>[]> =>
  db().execute<{ provider: ProviderName; open: boolean }>(sql`
    select provider, coalesce(open_until > now(), false) as open from breakers order by provider`);
