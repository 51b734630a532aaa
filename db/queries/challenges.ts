import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";
import type { ProviderName } from "./words";

/** Which flow a challenge belongs to, named by the secret that only the asking browser holds. */
export type FlowRef = Readonly<{ kind: "login" | "signup"; handleHash: string }>;

export type ChallengeState =
  | "pending"
  | "sent"
  | "unknown"
  | "failed"
  | "approved"
  | "exhausted"
  | "superseded"
  | "cancelled";

/** The id of the flow's newest challenge, as a scalar subquery; null when the flow is over or not ours. */
export function newestChallenge({ kind, handleHash }: FlowRef): SQL {
  return kind === "login"
    ? sql`(select c.id from logins l join challenges c on c.login_id = l.id
        where l.handle_hash = ${handleHash} and l.state = 'challenged' and l.expires_at > now()
        order by c.number desc limit 1)`
    : sql`(select c.id from signups s join challenges c on c.signup_id = s.id
        where s.handle_hash = ${handleHash} and s.user_id is null and s.expires_at > now()
        order by c.number desc limit 1)`;
}

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
  /** Null for a sign-up, which has no account yet. */
  userId: string | null;
}>;

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
      join challenges o on o.login_id = mine.login_id or o.signup_id = mine.signup_id
      where ${ownCodeLives}
    ), spent as (
      update challenges set tries_left = tries_left - 1
      where id = (select id from newest) and tries_left > 0
        and ((state = 'sent' and expires_at > now() and (provider_request_id is not null or code_hash is not null))
          or (state in ('pending', 'unknown', 'failed') and exists (select 1 from live)))
        and not exists (
          select 1 from logins l join users u on u.id = l.user_id
          where l.id = challenges.login_id and (${accountOpensAt(rule)} > now() or u.disabled_at is not null)
        )
      returning id, login_id, signup_id, provider, provider_request_id, tries_left, number, state, code_for, code_hash, expires_at
    ), older as (
      update challenges o set tries_left = o.tries_left - 1 from spent
      where (o.login_id = spent.login_id or o.signup_id = spent.signup_id) and o.id <> spent.id and ${ownCodeLives}
      returning o.code_for, o.code_hash, o.tries_left
    ), proofs as (
      select code_for, code_hash from older union all select code_for, code_hash from spent
      where code_hash is not null and state <> 'pending' and expires_at > now()
    ), counted as (
      update users set factor_failures = factor_failures + 1, factor_failed_at = now()
      from spent join logins on logins.id = spent.login_id where users.id = logins.user_id
    )
    select spent.id as "challengeId", provider, provider_request_id as "providerRequestId",
      case when spent.state in ('pending', 'failed') then coalesce((select max(tries_left) from older), 0)
        else spent.tries_left end::int as "triesLeft", spent.number::int as "number", logins.user_id as "userId",
      (select coalesce(json_agg(json_build_object('challengeId', code_for, 'hash', code_hash)), '[]') from proofs) as "proofs"
    from spent left join logins on logins.id = spent.login_id`);
  return rows[0] ?? null;
}

/**
 * Undoes `spendTry` when the provider could not answer: an outage is not a failure of the person. Where there was a
 * wait before, it was over: it does not begin anew.
 */
export async function giveBackTry(challengeId: string): Promise<void> {
  await db().execute(sql`
    with returned as (
      update challenges set tries_left = tries_left + 1 where id = ${challengeId} returning login_id
    )
    update users set factor_failures = greatest(0, factor_failures - 1), factor_failed_at = null
    from returned join logins on logins.id = returned.login_id where users.id = logins.user_id`);
}

/**
 * Ends a challenge whose tries are spent, or which the provider has `ended` before they were: then nothing was
 * guessed, so the account counts no failure, and another message may be asked for at once. No older PIN of its flow outlives it.
 */
export async function exhaustChallenge(challengeId: string, why: "tries" | "ended"): Promise<void> {
  const ended = why === "ended";
  await db().execute(sql`
    with ended as (
      update challenges set state = 'exhausted', closed_at = now(), code_hash = null,
        failure = case when ${ended} then 'ended' else failure end,
        resend_at = case when ${ended} and isfinite(resend_at) then least(resend_at, now()) else resend_at end
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed') returning id, login_id, signup_id
    ), returned as (
      update users set factor_failures = greatest(0, factor_failures - 1), factor_failed_at = null
      from ended join logins on logins.id = ended.login_id where users.id = logins.user_id and ${ended}
    )
    update challenges o set code_hash = null from ended
    where (o.login_id = ended.login_id or o.signup_id = ended.signup_id) and o.id <> ended.id and o.code_hash is not null`);
}

/** Marks a request as cancelled at the provider. */
export async function cancelChallenge(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'cancelled', closed_at = coalesce(closed_at, now()), code_hash = null
    where id = ${challengeId} and state in ('sent', 'superseded')`);
}
