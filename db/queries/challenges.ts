import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";

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
  providerRequestId: string;
  triesLeft: number;
  /** Which message of its flow: above 1 there are older PINs about. */
  number: number;
  /** Null for a sign-up, which has no account yet. */
  userId: string | null;
}>;

/**
 * Takes one try off the flow's open challenge, and counts one failure on the account, before anybody looks at
 * the PIN: parallel guesses cannot share a count. Null: there is nothing to try.
 */
export async function spendTry(flow: FlowRef, rule: FailureRule): Promise<SpentTry | null> {
  const rows = await db().execute<SpentTry>(sql`
    with spent as (
      update challenges set tries_left = tries_left - 1
      where id = ${newestChallenge(flow)} and state = 'sent' and expires_at > now() and tries_left > 0
        and not exists (
          select 1 from logins l join users u on u.id = l.user_id
          where l.id = challenges.login_id and (${accountOpensAt(rule)} > now() or u.disabled_at is not null)
        )
      returning id, login_id, provider_request_id, tries_left, number
    ), counted as (
      update users set factor_failures = factor_failures + 1, factor_failed_at = now()
      from spent join logins on logins.id = spent.login_id where users.id = logins.user_id
    )
    select spent.id as "challengeId", provider_request_id as "providerRequestId", tries_left::int as "triesLeft",
      spent.number::int as "number", logins.user_id as "userId"
    from spent left join logins on logins.id = spent.login_id`);
  return rows[0] ?? null;
}

/** Undoes `spendTry` when the provider could not answer: an outage is not a failure of the person. */
export async function giveBackTry(challengeId: string): Promise<void> {
  await db().execute(sql`
    with returned as (
      update challenges set tries_left = tries_left + 1 where id = ${challengeId} returning login_id
    )
    update users set factor_failures = greatest(0, factor_failures - 1)
    from returned join logins on logins.id = returned.login_id where users.id = logins.user_id`);
}

/** Ends a challenge whose tries are spent or which the provider has ended. */
export async function exhaustChallenge(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'exhausted', closed_at = now() where id = ${challengeId} and state = 'sent'`);
}

export type StartRecord = Readonly<{
  state: "sent" | "unknown" | "failed";
  providerRequestId: string | null;
  failure: string | null;
  /** Seconds from now until another message may be asked for. */
  resendInSeconds: number;
}>;

/**
 * Writes down how the provider answered. Only a `pending` row takes it: an answer that comes after the
 * challenge was superseded or settled changes nothing.
 */
export async function recordStart(challengeId: string, record: StartRecord): Promise<void> {
  await db().execute(sql`
    update challenges set state = ${record.state}, provider_request_id = ${record.providerRequestId}::uuid,
      failure = ${record.failure}::text, sent_at = case when ${record.state} = 'sent' then now() end,
      resend_at = now() + ${record.resendInSeconds}::int * interval '1 second',
      closed_at = case when ${record.state} = 'failed' then now() end
    where id = ${challengeId} and state = 'pending'`);
}

export type LiveRequest = Readonly<{
  challengeId: string;
  providerRequestId: string;
  purpose: "login" | "signup";
  /** Belongs to the same account's logins, or to the same form of the same browser. */
  ours: boolean;
  ageSeconds: number;
  endsInSeconds: number;
}>;

/** Requests that the provider may still have running for the number of a challenge, newest first. */
export async function liveRequestsBeside(challengeId: string): Promise<LiveRequest[]> {
  const rows = await db().execute<LiveRequest>(sql`
    select c.id as "challengeId", c.provider_request_id as "providerRequestId", c.purpose,
      coalesce(l.user_id = my_login.user_id or s.id = my_signup.id or s.form_key = my_signup.form_key, false) as "ours",
      extract(epoch from now() - c.sent_at)::float8 as "ageSeconds",
      extract(epoch from c.expires_at - now())::float8 as "endsInSeconds"
    from challenges mine
    left join logins my_login on my_login.id = mine.login_id
    left join signups my_signup on my_signup.id = mine.signup_id
    join challenges c on c.phone = mine.phone and c.id <> mine.id
    left join logins l on l.id = c.login_id
    left join signups s on s.id = c.signup_id
    where mine.id = ${challengeId} and c.provider_request_id is not null and c.expires_at > now()
      and c.state in ('sent', 'superseded')
    order by c.created_at desc limit 5`);
  return [...rows];
}

/** Marks a request as cancelled at the provider. */
export async function cancelChallenge(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'cancelled', closed_at = coalesce(closed_at, now())
    where id = ${challengeId} and state in ('sent', 'superseded')`);
}

/**
 * Lets challenge `to` carry on the running provider request of `from`, with its tries and its clock.
 * Exactly one challenge owns a request: `from` loses it in the same statement.
 */
export async function adoptRequest(from: string, to: string): Promise<boolean> {
  const rows = await db().execute(sql`
    with old as (select * from challenges where id = ${from} for update), lost as (
      update challenges c set state = 'superseded', closed_at = coalesce(c.closed_at, now()), provider_request_id = null
      from old where c.id = old.id and old.state in ('sent', 'superseded') and old.provider_request_id is not null
      returning c.id
    )
    update challenges c set state = 'sent', provider_request_id = old.provider_request_id, tries_left = old.tries_left,
      sent_at = old.sent_at, called_at = old.called_at, expires_at = old.expires_at,
      resend_at = greatest(now() + interval '30 seconds', least(c.resend_at, old.expires_at))
    from old, lost where c.id = ${to} and c.state = 'pending' returning c.id`);
  return rows.length > 0;
}

/** Claims the one "call me now" of the running challenge; the provider is asked after this commits. */
export async function claimCall(
  flow: FlowRef,
): Promise<{ challengeId: string; providerRequestId: string } | null> {
  const rows = await db().execute<{ challengeId: string; providerRequestId: string }>(sql`
    update challenges set called_at = now()
    where id = ${newestChallenge(flow)} and state = 'sent' and called_at is null and expires_at > now()
    returning id as "challengeId", provider_request_id as "providerRequestId"`);
  return rows[0] ?? null;
}

/** After the provider agreed to call, the call's own step sets the clock; otherwise the claim is undone. */
export async function settleCall(challengeId: string, called: boolean, stepSeconds: number): Promise<void> {
  await db().execute(sql`
    update challenges set
      called_at = case when ${called} then called_at end,
      expires_at = case when ${called} then now() + ${stepSeconds}::int * interval '1 second' else expires_at end
    where id = ${challengeId} and state = 'sent'`);
}
