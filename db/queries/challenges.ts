import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { browserOf, budgetOpensAt, countFailure, type FailureRule, returnFailure } from "./budgets";
import { tellFailure } from "./failed-factors";
import type { NoticeChannels } from "./notices";
import type { ProviderName } from "./words";

/** Which flow a challenge belongs to, named by the secret that only the asking browser holds. */
export type FlowRef = Readonly<{
  kind: "login" | "signup" | "step-up" | "phone-change" | "reset" | "recovery";
  handleHash: string;
}>;

export type ChallengeState =
  | "pending"
  | "sent"
  | "unknown"
  | "failed"
  | "approved"
  | "exhausted"
  | "superseded"
  | "cancelled";

/** Which column of a challenge names the flow that it belongs to. */
export function ownerOf(kind: FlowRef["kind"]): SQL {
  switch (kind) {
    case "login":
      return sql`login_id`;
    case "signup":
      return sql`signup_id`;
    case "step-up":
    case "phone-change":
    case "reset":
    case "recovery":
      return sql`confirmation_id`;
  }
}

/** Whether two challenges, by their names in a statement, belong to one flow. */
const sameFlow = (a: string, b: string): SQL => {
  const same = ["login_id", "signup_id", "confirmation_id"].map(
    (column) =>
      sql`${sql.identifier(a)}.${sql.identifier(column)} = ${sql.identifier(b)}.${sql.identifier(column)}`,
  );
  return sql`(${sql.join(same, sql` or `)})`;
};

/** The open flow of a handle, as a query of its id. */
function openFlow({ kind, handleHash }: FlowRef): SQL {
  switch (kind) {
    case "login":
      return sql`select id from logins where handle_hash = ${handleHash} and state = 'challenged' and expires_at > now()`;
    case "signup":
      return sql`select id from signups where handle_hash = ${handleHash} and user_id is null and expires_at > now()`;
    case "step-up":
    case "phone-change":
    case "reset":
    case "recovery":
      return sql`select id from confirmations where handle_hash = ${handleHash} and purpose = ${kind} and state = 'open'
        and expires_at > now()`;
  }
}

/** The id of the flow's newest challenge, as a scalar subquery; null when the flow is over or not ours. */
export const newestChallenge = (flow: FlowRef): SQL =>
  sql`(select c.id from (${openFlow(flow)}) f join challenges c on c.${ownerOf(flow.kind)} = f.id
    order by c.number desc limit 1)`;

export type SpentTry = Readonly<{
  challengeId: string;
  provider: ProviderName;
  /** Null where we check the PIN ourselves. */
  providerRequestId: string | null;
  /** The PINs of this flow that we check ourselves, as far as they are still good. */
  proofs: readonly Readonly<{ challengeId: string; hash: string }>[];
  triesLeft: number;
  /** Which message of its flow: above 1 there are older PINs about. */
  number: number;
  /** Null where there is no account (yet). */
  userId: string | null;
  /** The number of a login by phone, whose wrong PINs are counted by number; null for every other challenge. */
  neutralPhone: string | null;
}>;

/**
 * Whether challenge `c` belongs to a login by phone. Nothing about it may depend on whether the number has an account:
 * it takes its tries by the clock, whatever became of the message, if there is any.
 */
export const isNeutral = (c: string): SQL =>
  sql`exists (select 1 from logins neutral where neutral.id = ${sql.identifier(c)}.login_id and neutral.route = 'phone')`;

/** Whether challenge `o` has a PIN that we check and that bears another guess. */
export const ownCodeLives = sql`o.code_hash is not null and o.expires_at > now() and o.tries_left > 0
  and o.state in ('sent', 'unknown', 'superseded')`;

/**
 * Takes one try off the flow's open challenge, and counts one failure on the account, before anybody looks at
 * the PIN: parallel guesses cannot share a count. Null: there is nothing to try. A PIN of ours can be tried also when
 * nobody knows whether its text went out, and when a newer text could not be sent.
 */
export async function spendTry(flow: FlowRef, rule: FailureRule): Promise<SpentTry | null> {
  const rows = await db().execute<SpentTry>(sql`
    with newest as (select ${newestChallenge(flow)} as id), live as (
      select 1 from newest n join challenges mine on mine.id = n.id
      join challenges o on ${sameFlow("o", "mine")}
      where ${ownCodeLives}
    ), spent as (
      update challenges set tries_left = tries_left - 1
      where id = (select id from newest) and tries_left > 0
        and ((state = 'sent' and expires_at > now() and (provider_request_id is not null or code_hash is not null))
          or (state in ('pending', 'unknown', 'failed') and exists (select 1 from live))
          or (state in ('pending', 'sent', 'unknown', 'failed', 'superseded', 'cancelled') and expires_at > now()
            and coalesce(failure, '') not in ('throttled', 'paused', 'closed-country') and ${isNeutral("challenges")}))
        and not exists (select 1 from users u where u.id = challenges.user_id and u.disabled_at is not null)
        and coalesce(${budgetOpensAt(sql`challenges.user_id`, browserOf("challenges"), rule)} <= now(), true)
      returning id, login_id, signup_id, confirmation_id, user_id, phone, ${isNeutral("challenges")} as neutral, provider, provider_request_id, tries_left, number, state, code_for, code_hash, expires_at
    ), older as (
      update challenges o set tries_left = o.tries_left - 1 from spent
      where ${sameFlow("o", "spent")} and o.id <> spent.id and ${ownCodeLives}
      returning o.code_for, o.code_hash, o.tries_left
    ), proofs as (
      select code_for, code_hash from older union all select code_for, code_hash from spent
      where code_hash is not null and state <> 'pending' and expires_at > now()
    ), ${countFailure(sql`select spent.user_id, ${browserOf("spent")} as browser_hash from spent`, rule)}
    select spent.id as "challengeId", provider, provider_request_id as "providerRequestId",
      case when spent.state in ('pending', 'failed') and not spent.neutral then coalesce((select max(tries_left) from older), 0)
        else spent.tries_left end::int as "triesLeft", spent.number::int as "number",
      coalesce(spent.user_id, logins.user_id) as "userId", case when spent.neutral then spent.phone end as "neutralPhone",
      (select coalesce(json_agg(json_build_object('challengeId', code_for, 'hash', code_hash)), '[]') from proofs) as "proofs"
    from spent left join logins on logins.id = spent.login_id
    where spent.user_id is null or exists (select 1 from budget_b) or exists (select 1 from budget_u)`);
  return rows[0] ?? null;
}

/**
 * Undoes `spendTry` when the provider could not answer: an outage is not a failure of the person. Where there was a
 * wait before, it was over: it does not begin anew.
 */
export async function giveBackTry(challengeId: string): Promise<void> {
  await db().execute(sql`
    with returned as (
      update challenges set tries_left = tries_left + 1 where id = ${challengeId}
      returning user_id, login_id, confirmation_id
    ), ${returnFailure(sql`select returned.user_id, ${browserOf("returned")} as browser_hash from returned`)}
    select 1 from returned`);
}

/**
 * Ends a challenge whose tries are spent, or which the provider has `ended` before they were: then nothing was
 * guessed, so the account counts no failure, and another message may be asked for at once. No older PIN of its flow
 * outlives it. Whoever came so far knew the password, or reads the owner's mail: the owner is told, once an hour.
 */
export async function exhaustChallenge(
  challengeId: string,
  why: "tries" | "ended",
  notices: NoticeChannels,
): Promise<void> {
  const ended = why === "ended";
  await db().execute(sql`
    with ended as (
      update challenges set state = 'exhausted', closed_at = now(), code_hash = null,
        failure = case when ${ended} then 'ended' else failure end,
        resend_at = case when ${ended} and isfinite(resend_at) then least(resend_at, now()) else resend_at end
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed', 'superseded', 'cancelled')
      returning id, login_id, signup_id, confirmation_id, user_id
    ), ${returnFailure(sql`select ended.user_id, ${browserOf("ended")} as browser_hash from ended where ${ended}`)}, told as (${tellFailure(
      notices,
      sql`select ended.user_id, coalesce(l.browser, k.browser) as browser, coalesce(l.place, k.place) as place
        from ended left join logins l on l.id = ended.login_id
          left join confirmations k on k.id = ended.confirmation_id and k.purpose = 'reset'
        where not ${ended} and coalesce(l.id, k.id) is not null`,
    )})
    update challenges o set code_hash = null from ended
    where ${sameFlow("o", "ended")} and o.id <> ended.id and o.code_hash is not null`);
}

/** Marks a request as cancelled at the provider. */
export async function cancelChallenge(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'cancelled', closed_at = coalesce(closed_at, now()), code_hash = null
    where id = ${challengeId} and state in ('sent', 'superseded')`);
}
