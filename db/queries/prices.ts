import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { lastPrice } from "./sends";
import type { ProviderName } from "./words";

/** A price that the column cannot hold is a mistake, and no reason to lose the rest of the news. */
const bounded = sql`case when amount between 0 and 99999 then amount end`;

/**
 * A WITH query that writes into the ledger what a provider tells: what became of each channel, channels that began by
 * themselves, and what was paid. `given` names rows of ("requestId", "challengeId", scope, channel, meaning,
 * "occurredAt", amount, currency). A price of the whole request fills the estimates of its channels in their order
 * and the last one takes the rest, so that the rows always add up to what was paid.
 */
export function priceSends(given: SQL, provider: ProviderName): SQL {
  return sql`
    insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, address_hash, at, result,
      estimated_price, price, currency, used_at)
    select challenge, purpose, ${provider}, channel, country, prefix, number_hash, address_hash, at, result, estimate,
      case when total is null then own
        when later = 0 then greatest(total - before, 0)
        else least(estimate, greatest(total - before, 0)) end,
      coalesce(paid_in, currency), used_at
    from (
      select p.*, coalesce(sum(estimate) over (partition by challenge order by at, channel
          rows between unbounded preceding and 1 preceding), 0) as before,
        count(*) over (partition by challenge order by at, channel
          rows between 1 following and unbounded following) as later
      from (
        select r.challenge, r.total, r.paid_in, c.channel, c.own, coalesce(c.result, 'accepted') as result,
          coalesce(mine.at, least(to_timestamp(c.at / 1000), now()), base.at) as at, base.purpose, base.country,
          base.prefix, base.number_hash, base.address_hash, base.currency, base.used_at,
          coalesce(mine.estimated_price, (
            select price from (${lastPrice(sql`${provider}`, sql`c.channel`, sql`base.country`)}) known
          ), base.estimated_price) as estimate
        from (
          select coalesce((
              select h.id from challenges h where h.provider_request_id = g."requestId" and h.provider = ${provider} limit 1
            ), g."challengeId") as challenge,
            max(${bounded}) filter (where scope = 'request') as total, max(g.currency) as paid_in,
            array_agg(g."requestId") as requests
          from ${given} g group by 1
        ) r
        cross join lateral (
          select * from sends b where b.challenge_id = r.challenge and b.provider = ${provider} order by b.at limit 1
        ) base
        cross join lateral (
          select channel, max(own) as own, min(at) as at,
            coalesce(max(result) filter (where result <> 'accepted'), max(result)) as result
          from (
            select channel, case when scope = 'step' then ${bounded} end as own, "occurredAt" as at,
              case when meaning in ('delivered', 'undelivered', 'blocked') then meaning else 'accepted' end as result
            from ${given} g where g."requestId" = any(r.requests) and coalesce(channel, '') <> ''
            union all
            select channel, null, null, null from sends s where s.challenge_id = r.challenge and s.provider = ${provider}
          ) told group by channel
        ) c
        left join sends mine
          on mine.challenge_id = r.challenge and mine.provider = ${provider} and mine.channel = c.channel
      ) p
    ) q
    on conflict (challenge_id, provider, channel) do update set
      result = case when excluded.result = 'accepted' and sends.result not in ('reserved', 'unknown')
        then sends.result else excluded.result end,
      price = coalesce(excluded.price, sends.price),
      currency = case when excluded.price is null then sends.currency else excluded.currency end`;
}
