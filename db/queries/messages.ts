import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { breakerOpen } from "./breakers";
import { budgetOpensAt, type FailureRule } from "./budgets";
import { type FlowRef, ownerOf } from "./challenges";
import { type SendRules, sendPaused } from "./conversion";
import { adoptSends, reserveSend, type SendFacts } from "./sends";
import { countInTurn, type ThrottleEntry } from "./throttles";
import type { ProviderName } from "./words";

/** One message as the policy and the configuration plan it, under the id of the challenge that it opens. */
export type MessagePlan = Readonly<{
  challengeId: string;
  provider: ProviderName;
  /** Channel names in their order, separated by spaces. */
  workflow: string;
  channelSeconds: number;
  /** The challenge that a PIN of ours was first made for, its keyed hash where we check it, and its tag. */
  codeFor: string | null;
  codeHash: string | null;
  tag: string | null;
  tries: number;
  lifeSeconds: number;
  resendSeconds: number;
}>;

/** What a message is reserved against, before it is sent. */
export type Reservation = Readonly<{
  facts: SendFacts;
  rules: SendRules;
  /** In the order of their stages: see `countInTurn`. */
  throttles: readonly (readonly ThrottleEntry[])[];
  /** A reason not to send that needs no look at the database. */
  refusal: "closed-country" | null;
}>;

export type BegunMessage = Readonly<{
  challengeId: string;
  state: "pending" | "sent" | "failed" | "approved";
  /** The limits that were passed, by the names of the policy. */
  limits: readonly string[];
  /** The provider is known to be down: nobody should wait for it. */
  breakerOpen: boolean;
}>;

const NEVER = sql`false`;

/** Whether a PIN is ours: then nobody but us can notice that two messages are asked for at once. Only ours have tags. */
export const isOwn = (plan: MessagePlan): boolean => plan.tag !== null;

/**
 * Whether challenge `c` has a message that another flow of the same person can carry on. One of ours that is just
 * being sent counts too: of two posts of one form only one may send.
 */
export const canCarryOn = (plan: MessagePlan): SQL => sql`c.closed_at is null and c.tries_left > 0
  and (c.state = 'sent' or ${isOwn(plan)} and c.state = 'pending' and c.created_at > now() - interval '10 seconds')
  and coalesce(c.failure, '') not in ('undelivered', 'blocked') and c.expires_at > now() + interval '15 seconds'`;

/**
 * WITH queries that end in `blocked` (reason, scope, until): whether a message may go out. Where `unless` holds
 * nothing is sent, so nothing is counted; an account that is locked stays so.
 */
export function reservation(
  { facts, rules, throttles, refusal }: Reservation,
  unless: SQL,
  account?: Readonly<{ userId: SQL; browserHash: SQL; rule: FailureRule }>,
  /** Further rows of (reason, scope, until). */
  also: SQL = sql`select null, null, null::timestamptz where false`,
): SQL {
  const opensAt = account
    ? sql`select ${budgetOpensAt(account.userId, account.browserHash, account.rule)} as opens_at`
    : sql`select null::timestamptz as opens_at where ${NEVER}`;
  return sql`account as (${opensAt}),
    barred as (
      select 'locked' as reason, null as scope, opens_at as until from account where opens_at > now()
      union all select ${refusal}::text, ${refusal}::text, 'infinity'::timestamptz where ${refusal}::text is not null
      union all ${also}
      union all select reason, scope, until from (${sendPaused(facts, rules)}) paused
    ),
    ${countInTurn(throttles, sql`not exists (select 1 from barred) and not (${unless})`)},
    blocked as (
      select reason, scope, until from barred where reason = 'locked' or not (${unless})
      union all select 'throttled', name, window_ends_at from counted where blocked
    )`;
}

/**
 * WITH query `asked`: writes the challenge of a message, with the one row of `running` (a request to be carried on)
 * where there is one, and with the reason where the reservation said no. Needs `begun` (id) and `blocked`.
 */
export function askMessage(
  plan: MessagePlan,
  flow: Readonly<{
    purpose: FlowRef["kind"];
    phone: string;
    number: SQL;
    /** Whose failures a wrong PIN adds to, as an expression; nobody's by default. */
    userId?: SQL;
    running: SQL | null;
    proved?: SQL;
    /** Of a login by phone: what its page shows is settled here, whatever becomes of the message. */
    neutral?: SQL;
  }>,
): SQL {
  const { proved = NEVER, neutral = NEVER, userId = sql`null::uuid` } = flow;
  const running = flow.running ?? sql`select * from challenges where ${NEVER}`;
  const carried = (column: SQL, planned: SQL) =>
    sql`case when r.id is null then ${planned} else r.${column} end`;
  return sql`
    insert into challenges (id, purpose, ${ownerOf(flow.purpose)}, user_id, number, phone, state, failure, provider, provider_request_id,
      workflow, channel_seconds, step, step_at, call_refused_at, check_url, code_for, code_hash, tag, tries_left,
      sent_at, resend_at, expires_at, closed_at)
    select ${plan.challengeId}::uuid, ${flow.purpose}, begun.id, ${userId}, ${flow.number}, ${flow.phone},
      case when ${proved} then 'approved' when b.reason is not null then 'failed' when r.id is not null then 'sent'
        else 'pending' end,
      b.reason, ${carried(sql`provider`, sql`${plan.provider}`)}, r.provider_request_id,
      ${carried(sql`workflow`, sql`${plan.workflow}`)},
      ${carried(sql`channel_seconds`, sql`${plan.channelSeconds}::int`)}, coalesce(r.step, 1),
      case when r.id is not null then coalesce(r.step_at, now()) end,
      r.call_refused_at, r.check_url, ${carried(sql`code_for`, sql`${plan.codeFor}::uuid`)},
      case when b.reason is null then ${carried(sql`code_hash`, sql`${plan.codeHash}::text`)} end,
      case when b.reason is null then ${carried(sql`tag`, sql`${plan.tag}::text`)} end,
      coalesce(r.tries_left, ${plan.tries}::int), case when r.id is not null or ${neutral} then coalesce(r.sent_at, now()) end,
      coalesce(b.until, r.resend_at, now() + ${plan.resendSeconds}::int * interval '1 second'),
      coalesce(r.expires_at, now() + ${plan.lifeSeconds}::int * interval '1 second'),
      case when ${proved} or b.reason is not null then now() end
    from begun left join (${running}) r on true
      left join (select reason, until from blocked order by until desc limit 1) b on true
    returning id, state`;
}

/**
 * WITH queries: the ledger's row of a message that is about to go out, or those of the one that `running` (a query
 * of its challenge's id) carries on. Needs `asked`.
 */
export const ledgerRows = ({ facts }: Reservation, running: SQL): SQL => sql`
  ledger as (
    ${reserveSend(facts, sql`(select id from asked)`, sql`exists (select 1 from asked where state = 'pending')`)}
  ), ${adoptSends(running, sql`select id from asked where state = 'sent'`)}`;

/** The columns of `BegunMessage`. Needs `asked` and `blocked`. */
export const begunColumns = (plan: MessagePlan): SQL => sql`asked.id as "challengeId", asked.state,
  ${breakerOpen(plan.provider)} as "breakerOpen",
  (select coalesce(json_agg(distinct scope), '[]') from blocked where scope is not null) as "limits"`;
