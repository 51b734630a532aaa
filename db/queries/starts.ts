import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type BreakerRule, breakerFailed, breakerWorked } from "./breakers";
import { isNeutral } from "./challenges";
import type { MessagePlan } from "./messages";
import { addChannelSend, adoptSends, type SendFacts, settleSend } from "./sends";
import type { ProviderName } from "./words";

export type StartRecord = Readonly<{
  state: "sent" | "unknown" | "failed";
  provider: ProviderName;
  providerRequestId: string | null;
  failure: string | null;
  checkUrl: string | null;
  /** False: the provider would not take a PIN of ours and has made its own. */
  codeTaken: boolean;
  /** Seconds from now until another message may be asked for. */
  resendInSeconds: number;
  /** What it tells of the provider: `works`, `fails` (for the circuit breaker), or nothing. */
  health: "works" | "fails" | null;
}>;

/** An id, once the rows of a WITH query are locked: everybody locks challenges before the ledger. */
const after = (query: SQL, id: string): SQL =>
  sql`(select ${id}::uuid from (select count(*) from ${query}) first)`;

const results = { sent: "accepted", unknown: "unknown", failed: "refused" } as const;

/** A WITH query of one row (opened): what an answer means for the breaker of its provider. */
function breakerOf(provider: ProviderName, health: StartRecord["health"], rule: BreakerRule): SQL {
  switch (health) {
    case "fails":
      return breakerFailed(provider, rule);
    case "works":
      return breakerWorked(provider);
    case null:
      return sql`select false as opened`;
  }
}

/**
 * Writes down how the provider answered. Only a `pending` row takes it: an answer that comes after the
 * challenge was superseded or settled changes nothing. Answers whether the provider's breaker has just opened.
 */
export async function recordStart(
  challengeId: string,
  record: StartRecord,
  rule: BreakerRule,
): Promise<{ breakerOpened: boolean }> {
  const { state, provider, health } = record;
  const breaker = breakerOf(provider, health, rule);
  const write = (which: SQL, told: SQL) =>
    db().execute<{ opened: boolean; recorded: boolean }>(sql`
    with recorded as (
      update challenges set state = ${state}, provider_request_id = ${record.providerRequestId}::uuid,
        failure = ${record.failure}::text, check_url = ${record.checkUrl}::text,
        sent_at = case when ${isNeutral("challenges")} then sent_at when ${state} = 'sent' then now() end,
        step_at = case when ${state} = 'sent' then now() end,
        code_hash = case when ${state} = 'failed' then null else code_hash end,
        code_for = case when ${record.codeTaken} then code_for end,
        tag = case when ${state} = 'failed' and not ${isNeutral("challenges")} then null else tag end,
        resend_at = case when ${isNeutral("challenges")} then resend_at
          else now() + ${record.resendInSeconds}::int * interval '1 second' end,
        closed_at = case when ${state} = 'failed' then now() end
      where ${which} returning id
    ), ledger as (${settleSend(sql`coalesce((select min(id::text)::uuid from recorded), ${challengeId}::uuid)`, sql`${provider}`, results[state])}),
    -- A callback may have told of this request before its answer came.
    late as (
      update challenges set check_url = ${record.checkUrl}::text
      where id = ${challengeId} and state = 'sent' and provider_request_id = ${record.providerRequestId}::uuid
        and check_url is null and ${record.checkUrl}::text is not null
    ), breaker as (${told})
    select coalesce(bool_or(opened), false) as opened, exists (select 1 from recorded) as recorded from breaker`);
  const rows = await write(sql`id = ${challengeId} and state = 'pending'`, breaker);
  // Another post of the same form has carried this message on before it was sent: what became of it belongs there.
  if (rows[0]?.recorded === false && record.codeTaken) {
    await write(
      sql`phone = (select phone from challenges where id = ${challengeId}) and code_for = ${challengeId}
        and code_hash is not null and state = 'sent' and provider_request_id is null and closed_at is null`,
      sql`select false as opened`,
    );
  }
  return { breakerOpened: rows[0]?.opened === true };
}

/**
 * Moves a challenge whose provider sent nothing over to the other one, before that is asked: intent before effect.
 * `switched` is false when the challenge is no longer waiting. What the page of a login by phone shows stays.
 */
export async function switchProvider(
  plan: MessagePlan,
  from: Readonly<{ provider: ProviderName; health: StartRecord["health"] }>,
  send: SendFacts,
  rule: BreakerRule,
): Promise<{ switched: boolean; breakerOpened: boolean }> {
  const kept = (column: SQL, planned: SQL) =>
    sql`case when ${isNeutral("challenges")} then ${column} else ${planned} end`;
  const rows = await db().execute<{ switched: boolean; opened: boolean }>(sql`
    with switched as (
      update challenges set provider = ${plan.provider}, code_for = ${plan.codeFor}::uuid, code_hash = ${plan.codeHash}::text,
        workflow = ${kept(sql`workflow`, sql`${plan.workflow}`)},
        channel_seconds = ${kept(sql`channel_seconds`, sql`${plan.channelSeconds}::int`)},
        tag = ${kept(sql`tag`, sql`${plan.tag}::text`)},
        expires_at = ${kept(sql`expires_at`, sql`now() + ${plan.lifeSeconds}::int * interval '1 second'`)}
      where id = ${plan.challengeId} and state = 'pending' and provider = ${from.provider} returning id
    ), refused as (${settleSend(after(sql`switched`, plan.challengeId), sql`${from.provider}`, "refused")}),
    reserved as (${addChannelSend(sql`(select id from switched)`, send)}),
    breaker as (${breakerOf(from.provider, from.health, rule)})
    select coalesce(bool_or(opened), false) as opened, exists (select 1 from switched) as switched from breaker`);
  return { switched: rows[0]?.switched === true, breakerOpened: rows[0]?.opened === true };
}

export type LiveRequest = Readonly<{
  challengeId: string;
  providerRequestId: string;
  /**
   * Can be carried on: it was asked for the same purpose, by the same account or the same form of the same browser, or
   * by strangers both times.
   */
  ours: boolean;
  /** May be ended, because it can block nobody: an unproved sign-up, what the owner began elsewhere, any stranger's. */
  yields: boolean;
  ageSeconds: number;
  endsInSeconds: number;
}>;

/**
 * Who asked for a challenge: the account, and whether whoever asked is known to belong to it. A number alone, as a
 * login by phone gives it, does not show that.
 */
const askerOf = (challenge: string): SQL => {
  const column = (name: string) => sql`${sql.identifier(challenge)}.${sql.identifier(name)}`;
  return sql`
    select coalesce(l.user_id, k.user_id) as user_id, coalesce(l.route <> 'phone', k.id is not null) as named
    from (select 1) one left join logins l on l.id = ${column("login_id")}
      left join confirmations k on k.id = ${column("confirmation_id")}`;
};

/** Requests that the provider may still have running for the number of a challenge, newest first. */
export async function liveRequestsBeside(challengeId: string): Promise<LiveRequest[]> {
  const rows = await db().execute<LiveRequest>(sql`
    select c.id as "challengeId", c.provider_request_id as "providerRequestId",
      coalesce(c.purpose = mine.purpose and (s.id = my_signup.id or s.form_key = my_signup.form_key
        or their.user_id = my.user_id and (my.named or not their.named)
        or mine.purpose = 'login' and not my.named and not their.named), false) as "ours",
      c.purpose = 'signup' or my.named and (not their.named or coalesce(their.user_id = my.user_id, false)) as "yields",
      extract(epoch from now() - c.sent_at)::float8 as "ageSeconds",
      extract(epoch from c.expires_at - now())::float8 as "endsInSeconds"
    from challenges mine
    left join signups my_signup on my_signup.id = mine.signup_id
    cross join lateral (${askerOf("mine")}) my
    join challenges c on c.phone = mine.phone and c.id <> mine.id and c.provider = mine.provider
    left join signups s on s.id = c.signup_id
    cross join lateral (${askerOf("c")}) their
    where mine.id = ${challengeId} and c.provider_request_id is not null
      and (c.expires_at > now() or c.call_refused_at is not null and c.sent_at > now() - interval '10 minutes')
      and c.state in ('sent', 'superseded')
    order by c.created_at desc limit 5`);
  return [...rows];
}

/**
 * Lets challenge `to` carry on the running provider request of `from`, with its PIN, its tries and its clock (those of
 * a login by phone stay: what its page shows may not tell that there is a request).
 * Exactly one challenge owns a request: `from` loses it in the same statement.
 */
export async function adoptRequest(from: string, to: string): Promise<boolean> {
  const rows = await db().execute(sql`
    with old as (select * from challenges where id = ${from} for update), lost as (
      update challenges c set state = 'superseded', closed_at = coalesce(c.closed_at, now()),
        provider_request_id = null, code_hash = null
      from old where c.id = old.id and old.state in ('sent', 'superseded') and old.provider_request_id is not null
        and exists (select 1 from challenges t where t.id = ${to} and t.state = 'pending')
      returning c.id
    ), carried as (
    update challenges c set state = 'sent', provider = old.provider, provider_request_id = old.provider_request_id,
      workflow = old.workflow, channel_seconds = old.channel_seconds, step = old.step, step_at = old.step_at,
      call_refused_at = old.call_refused_at, check_url = old.check_url, code_for = old.code_for,
      code_hash = old.code_hash, tag = old.tag,
      tries_left = case when ${isNeutral("c")} then c.tries_left else old.tries_left end,
      sent_at = case when ${isNeutral("c")} then c.sent_at else old.sent_at end,
      expires_at = case when ${isNeutral("c")} then c.expires_at else old.expires_at end,
      resend_at = case when ${isNeutral("c")} then c.resend_at
        else greatest(now() + interval '30 seconds', least(c.resend_at, old.expires_at)) end
    from old, lost where c.id = ${to} and c.state = 'pending' returning c.id
    ), ${adoptSends(sql`select old.id from old, carried`, sql`select id from carried`)}
    select id from carried`);
  return rows.length > 0;
}
