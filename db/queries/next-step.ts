import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type FlowRef, newestChallenge } from "./challenges";
import { ago } from "./clock";
import { addChannelSend, type SendFacts } from "./sends";
import { type Channel, channelsOf, type ProviderName } from "./words";

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

/** A message that is to be ended because its call was refused, with what is needed if the provider will not. */
export type ClaimedStop = ClaimedStep &
  Readonly<{ workflow: readonly Channel[]; step: number; channelSeconds: number }>;

/** Claims the ends of those messages among `which` (a query of ids) whose call was refused and whose time has come. */
async function claimStops(which: SQL): Promise<ClaimedStop[]> {
  const rows = await db().execute<Omit<ClaimedStop, "workflow"> & { workflow: string }>(sql`
    update challenges set state = 'cancelled', failure = 'stopped', closed_at = now()
    where id in (${which}) and state = 'sent' and call_refused_at is not null and expires_at <= now()
    returning id as "challengeId", provider, provider_request_id as "providerRequestId", workflow, step::int,
      channel_seconds::int as "channelSeconds"`);
  return rows.map((row) => ({ ...row, workflow: channelsOf(row.workflow) }));
}

export const claimStop = async (flow: FlowRef): Promise<ClaimedStop | null> =>
  (await claimStops(newestChallenge(flow)))[0] ?? null;

/** The same for messages at whose page nobody looks any more. */
export const claimDueStops = (): Promise<ClaimedStop[]> =>
  claimStops(sql`
    select id from challenges where state = 'sent' and call_refused_at is not null and expires_at <= now()
      and closed_at is null limit 100 for update skip locked`);

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
      and sent_at <= ${ago(youngestSeconds)}
    returning id as "challengeId", provider, provider_request_id as "providerRequestId"`);
  return rows[0] ?? null;
}

/** The provider did not end it: it stands in the way of others, who can find it by its id. */
export async function undoEnd(challengeId: string): Promise<void> {
  await db().execute(sql`
    update challenges set state = 'superseded' where id = ${challengeId} and state = 'cancelled'`);
}
