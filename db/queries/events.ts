import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { isNeutral } from "./challenges";
import { priceSends } from "./prices";
import type { DeliveryMeaning, ProviderName } from "./words";

/** As lib/verify/provider.ts has it. */
type DeliveryEvent = Readonly<{
  requestId: string;
  challengeId: string | null;
  scope: "step" | "request";
  channel: string | null;
  status: string;
  meaning: DeliveryMeaning;
  reason: string | null;
  price: Readonly<{ amount: string; currency: string }> | null;
  occurredAt: number | null;
}>;

/**
 * Takes what a provider tells of its messages, each delivery and each piece of news once, and none that was signed long
 * ago by the database's clock. It moves the steps and the
 * clock of a message that runs, and never a login: a challenge becomes `sent` when nobody knew whether it was, steps
 * only go forward, and whatever else is told is kept for the page and the ledger. Like every statement, it locks
 * challenges before the ledger: PostgreSQL runs queries that do not depend on each other in an order of its own.
 */
export async function recordDelivery(
  provider: ProviderName,
  delivery: Readonly<{ id: string; signedAt: number }>,
  events: readonly DeliveryEvent[],
  freshSeconds: number,
): Promise<"taken" | "replayed" | "stale"> {
  const fresh = sql`abs(extract(epoch from now()) * 1000 - ${delivery.signedAt}::float8) <= ${freshSeconds}::float8 * 1000`;
  const given = JSON.stringify(
    events.map(({ price, ...event }) => ({
      ...event,
      amount: price?.amount,
      currency: price?.currency,
    })),
  );
  const [row] = await db().execute<{ outcome: "taken" | "replayed" | "stale" }>(sql`
    with delivery as (
      insert into provider_deliveries (id) select ${`${provider}:${delivery.id}`} where ${fresh}
      on conflict do nothing returning id
    ), given as (
      select * from json_to_recordset(${given}::json) as g("requestId" uuid, "challengeId" uuid, scope text,
        channel text, status text, meaning text, reason text, "occurredAt" float8, amount numeric, currency text)
      where exists (select 1 from delivery)
    ), news as (
      insert into provider_events (provider, request_id, challenge_id, scope, channel, status, meaning, reason, occurred_at)
      select ${provider}, "requestId", "challengeId", scope, coalesce(channel, ''), status, meaning, reason,
        coalesce(least(to_timestamp("occurredAt" / 1000), now()), now())
      from given on conflict do nothing returning *
    ), about as (
      select c.id, n.request_id, c.provider_request_id is null as unheard, ${isNeutral("c")} as neutral,
        array_length(string_to_array(c.workflow, ' '), 1) as steps,
        max(array_position(string_to_array(c.workflow, ' '), n.channel))
          filter (where n.scope = 'step' and n.meaning in ('undelivered', 'blocked', 'timed-out')) as ended,
        min(n.meaning) filter (where n.meaning in ('undelivered', 'blocked')) as trouble,
        bool_or(n.scope = 'request' and n.meaning in ('undelivered', 'blocked')) as over
      from news n join challenges c on c.provider = n.provider and c.closed_at is null and c.expires_at > now()
        and (c.provider_request_id = n.request_id and c.state = 'sent'
          or c.id = n.challenge_id and c.provider_request_id is null and c.state in ('pending', 'unknown')
            and not exists (select 1 from challenges h where h.provider_request_id = n.request_id))
      group by c.id, n.request_id
    ), moved as (
      update challenges c set
        provider_request_id = a.request_id, state = 'sent', sent_at = coalesce(c.sent_at, c.created_at),
        step = case when a.ended < a.steps and not a.neutral then greatest(c.step, a.ended + 1) else c.step end,
        step_at = case when a.neutral then coalesce(c.step_at, c.created_at) when a.ended < a.steps and a.ended + 1 > c.step then now()
          else coalesce(c.step_at, c.created_at) end,
        expires_at = case when a.neutral then c.expires_at when a.ended < a.steps and a.ended + 1 > c.step
          then now() + case when c.call_refused_at is null then a.steps - a.ended else 0 end * c.channel_seconds * interval '1 second' else c.expires_at end,
        failure = case when a.neutral then c.failure when a.over or a.ended >= a.steps and a.ended >= c.step then coalesce(a.trouble, c.failure)
          when a.unheard then null else c.failure end,
        resend_at = case when not a.neutral and (a.over or a.ended >= a.steps) and a.trouble is not null and isfinite(c.resend_at)
          then least(c.resend_at, now()) else c.resend_at end
      from about a where c.id = a.id and c.closed_at is null and c.state in ('sent', 'pending', 'unknown') returning 1
    ), priced as (${priceSends(sql`(select given.* from given, (select count(*) from moved) challenges_first)`, provider)})
    select case when exists (select 1 from delivery) then 'taken' when ${fresh} then 'replayed' else 'stale' end as outcome`);
  return row?.outcome ?? "stale";
}
