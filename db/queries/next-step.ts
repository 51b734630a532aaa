import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type FlowRef, newestChallenge } from "./challenges";
import { addChannelSend, type SendFacts } from "./sends";
import type { ProviderName } from "./words";

/** A challenge whose running message is ours to move on or to end, for one of all who ask. */
export type ClaimedStep = Readonly<{
  challengeId: string;
  provider: ProviderName;
  providerRequestId: string;
}>;

/** Claims the next step of the running message, for one of all who ask; the provider is asked after this commits. */
export async function claimNext(challengeId: string, from: number, to: number): Promise<ClaimedStep | null> {
  const rows = await db().execute<ClaimedStep>(sql`
    update challenges set step = ${to}::int
    where id = ${challengeId} and state = 'sent' and step = ${from}::int and provider_request_id is not null
      and call_refused_at is null and expires_at > now()
    returning id as "challengeId", provider, provider_request_id as "providerRequestId"`);
  return rows[0] ?? null;
}

/** After the provider agreed, the new step sets the clock; otherwise the claim is undone. */
export async function settleNext(
  challengeId: string,
  step: Readonly<{ from: number; to: number; restSeconds: number }>,
  began: boolean,
  send: SendFacts,
): Promise<void> {
  await db().execute(
    began
      ? sql`
    with moved as (
      update challenges set step_at = now(), expires_at = now() + ${step.restSeconds}::int * interval '1 second'
      where id = ${challengeId} and state = 'sent' and step = ${step.to}::int returning id
    )
    ${addChannelSend(sql`(select id from moved)`, send, "accepted")}`
      : sql`
    update challenges set step = ${step.from}::int
    where id = ${challengeId} and state = 'sent' and step = ${step.to}::int`,
  );
}

/** Notes that the next step, a call, is not wanted. The message ends at `endsAt`, just before it would begin. */
export async function refuseNext(challengeId: string, from: number, endsAt: number): Promise<boolean> {
  const rows = await db().execute(sql`
    update challenges set call_refused_at = now(), expires_at = to_timestamp(${endsAt / 1000}::float8)
    where id = ${challengeId} and state = 'sent' and step = ${from}::int and call_refused_at is null
      and to_timestamp(${endsAt / 1000}::float8) > now()
    returning id`);
  return rows.length > 0;
}

/** Claims the end of a message whose call was refused, once its time has come. */
export async function claimStop(flow: FlowRef): Promise<ClaimedStep | null> {
  const rows = await db().execute<ClaimedStep>(sql`
    update challenges set state = 'cancelled', failure = 'stopped', closed_at = now()
    where id = ${newestChallenge(flow)} and state = 'sent' and call_refused_at is not null and expires_at <= now()
    returning id as "challengeId", provider, provider_request_id as "providerRequestId"`);
  return rows[0] ?? null;
}

/** The provider would not stop: the call comes after all, and its PIN is good. */
export async function undoStop(challengeId: string, restSeconds: number): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'sent', failure = null, closed_at = null, call_refused_at = null,
      expires_at = now() + ${restSeconds}::int * interval '1 second'
    where id = ${challengeId} and state = 'cancelled' and failure = 'stopped'`);
}

/**
 * Claims the end of the running message of a flow that is being given up, so that no call comes afterwards. Null: none
 * runs, or it is too young to be ended at the provider; whoever logs in next carries it on.
 */
export async function claimEnd(flow: FlowRef, youngestSeconds: number): Promise<ClaimedStep | null> {
  const rows = await db().execute<ClaimedStep>(sql`
    update challenges set state = 'cancelled', closed_at = now(), code_hash = null
    where id = ${newestChallenge(flow)} and state = 'sent' and provider_request_id is not null and expires_at > now()
      and sent_at <= now() - ${youngestSeconds}::int * interval '1 second'
    returning id as "challengeId", provider, provider_request_id as "providerRequestId"`);
  return rows[0] ?? null;
}

/** The provider did not end it: it stands in the way of others, who can find it by its id. */
export async function undoEnd(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'superseded' where id = ${challengeId} and state = 'cancelled'`);
}
