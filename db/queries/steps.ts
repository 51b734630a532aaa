import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { accountOpensAt, type FailureRule } from "./accounts";
import { type ChallengeState, type FlowRef, ownCodeLives } from "./challenges";
import { type Channel, channelsOf, type DeliveryMeaning, type ProviderName } from "./words";

/**
 * Where a flow stands, for the page that shows it. Times are milliseconds since 1970 by the database's clock;
 * `now` is that clock. `resendAt` is infinity when no further message will be sent.
 */
export type StepRow = Readonly<{
  flowState: string;
  username: string;
  /** Of the account; null for a sign-up, which has none yet. */
  userId: string | null;
  email: string | null;
  phone: string;
  /** Where the person wanted to go. */
  returnTo: string | null;
  /** Until when the account takes no PIN; null when it does. */
  lockedUntil: number | null;
  now: number;
  challengeId: string;
  number: number;
  state: ChallengeState;
  failure: string | null;
  provider: ProviderName;
  workflow: readonly Channel[];
  channelSeconds: number;
  step: number;
  stepAt: number | null;
  callRefusedAt: number | null;
  checkUrl: string | null;
  tag: string | null;
  codeFor: string | null;
  /** How many PINs that we check ourselves are still good in this flow, and the tags of the older ones. */
  ownCodes: number;
  olderTags: readonly string[];
  notes: readonly DeliveryNote[];
  triesLeft: number;
  sentAt: number | null;
  resendAt: number;
  expiresAt: number;
}>;

type Raw = Omit<StepRow, "workflow"> & Readonly<{ workflow: string }>;

/** What a provider told about a message; `at` in milliseconds since 1970. */
export type DeliveryNote = Readonly<{ channel: string; meaning: DeliveryMeaning; at: number }>;

const ms = (column: string) =>
  sql.join([sql`(extract(epoch from `, sql.identifier(column), sql`) * 1000)::float8`]);

const columns = sql`c.id as "challengeId", c.phone, c.number::int, c.state, c.failure, c.provider, c.workflow,
  c.channel_seconds::int as "channelSeconds", c.step::int, c.check_url as "checkUrl", c.tag, c.code_for as "codeFor",
  c.tries_left::int as "triesLeft", (extract(epoch from now()) * 1000)::float8 as "now",
  ${ms("locked_until")} as "lockedUntil", ${ms("step_at")} as "stepAt", ${ms("call_refused_at")} as "callRefusedAt",
  ${ms("sent_at")} as "sentAt", ${ms("resend_at")} as "resendAt", ${ms("challenge_ends_at")} as "expiresAt"`;

export async function readStep({ kind, handleHash }: FlowRef, rule: FailureRule): Promise<StepRow | null> {
  const flow =
    kind === "login"
      ? sql`select l.id, l.state, u.username, l.user_id, u.email, l.return_to, l.expires_at,
          ${accountOpensAt(rule)} as locked_until from logins l
          join users u on u.id = l.user_id where l.handle_hash = ${handleHash}`
      : sql`select s.id, case when s.user_id is null then 'challenged' else 'completed' end as state, s.username, null::uuid as user_id,
          null::text as email, s.return_to,
          s.expires_at, null::timestamptz as locked_until from signups s where s.handle_hash = ${handleHash}`;
  const owner = kind === "login" ? sql`login_id` : sql`signup_id`;
  const rows = await db().execute<Raw>(sql`
    select flow_state as "flowState", username, user_id as "userId", email, return_to as "returnTo", ${columns}, own.count as "ownCodes", own.tags as "olderTags",
      coalesce((
        select json_agg(json_build_object('channel', e.channel, 'meaning', e.meaning, 'at', ${ms("occurred_at")}) order by e.id)
        from provider_events e where e.request_id = c.provider_request_id and e.provider = c.provider
      ), '[]') as "notes"
    from (
      select f.id as flow_id, f.state as flow_state, f.username, f.user_id, f.email, f.return_to, f.locked_until,
        c.expires_at as challenge_ends_at, c.*
      from (${flow}) f join challenges c on c.${owner} = f.id
      where f.expires_at > now() order by c.number desc limit 1
    ) c, lateral (
      select count(*)::int as count,
        coalesce(json_agg(o.tag order by o.number desc) filter (where o.id <> c.id and o.tag is not null), '[]') as tags
      from challenges o where o.${owner} = c.flow_id and ${ownCodeLives}
    ) own`);
  const row = rows[0];
  return row ? { ...row, workflow: channelsOf(row.workflow) } : null;
}
