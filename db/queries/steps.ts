import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { budgetOpensAt, type FailureRule } from "./budgets";
import { type ChallengeState, type FlowRef, ownCodeLives, ownerOf } from "./challenges";
import { type Offered, offered } from "./factors";
import { type Channel, channelsOf, type DeliveryMeaning, type ProviderName } from "./words";

/**
 * Where a flow stands, for the page that shows it. Times are milliseconds since 1970 by the database's clock;
 * `now` is that clock. `resendAt` is infinity when no further message will be sent.
 */
export type StepRow = Offered &
  Readonly<{
    flowState: string;
    /** What a login asks for; of anything else a PIN. */
    asks: string;
    /** Empty where there is no account. */
    username: string;
    /** Of the account; null for a sign-up, which has none yet, and for a number that nobody has. */
    userId: string | null;
    email: string | null;
    /** The language that the account's owner chose, BCP 47. */
    locale: string | null;
    /** The session that the flow belongs to. */
    sessionId: string | null;
    /** A login by phone: nothing that is shown may depend on whether the number has an account. */
    neutral: boolean;
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

type Raw = Omit<StepRow, "workflow" | "username"> & Readonly<{ workflow: string; username: string | null }>;

/** What a provider told about a message; `at` in milliseconds since 1970. */
export type DeliveryNote = Readonly<{ channel: string; meaning: DeliveryMeaning; at: number }>;

const ms = (column: string) =>
  sql.join([sql`(extract(epoch from `, sql.identifier(column), sql`) * 1000)::float8`]);

const challengeColumns = sql`c.id, c.phone, c.number, c.state, c.failure, c.provider, c.provider_request_id, c.workflow,
  c.channel_seconds, c.step, c.step_at, c.call_refused_at, c.check_url, c.code_for, c.tag, c.tries_left, c.sent_at, c.resend_at`;

const columns = sql`c.id as "challengeId", c.phone, c.number::int, c.state, c.failure, c.provider, c.workflow,
  c.channel_seconds::int as "channelSeconds", c.step::int, c.check_url as "checkUrl", c.tag, c.code_for as "codeFor",
  c.tries_left::int as "triesLeft", (extract(epoch from now()) * 1000)::float8 as "now",
  ${ms("locked_until")} as "lockedUntil", ${ms("step_at")} as "stepAt", ${ms("call_refused_at")} as "callRefusedAt",
  ${ms("sent_at")} as "sentAt", ${ms("resend_at")} as "resendAt", ${ms("challenge_ends_at")} as "expiresAt"`;

/** For flows where nothing else than the PIN will do. */
const nothingOffered = sql`false as "passkey", false as "authenticator", false as "approval", 0 as "recoveryCodes"`;

/** A flow with who began it, whatever kind it is. */
function flowRow({ kind, handleHash }: FlowRef, rule: FailureRule): SQL {
  switch (kind) {
    case "login":
      return sql`select l.id, l.state, u.username, l.user_id, u.email, u.locale, l.return_to, l.expires_at, null::uuid as session_id, l.asks,
          ${offered("u")},
          l.route = 'phone' as neutral, case when l.route <> 'phone' then ${budgetOpensAt(sql`l.user_id`, sql`l.browser_hash`, rule)} end as locked_until
        from logins l left join users u on u.id = l.user_id where l.handle_hash = ${handleHash}`;
    case "signup":
      return sql`select s.id, case when s.user_id is null then 'challenged' else 'completed' end as state, s.username,
          null::uuid as user_id, null::text as email, null::text as locale, s.return_to, s.expires_at, null::uuid as session_id,
          'pin' as asks, ${nothingOffered},
          false as neutral, null::timestamptz as locked_until
        from signups s where s.handle_hash = ${handleHash}`;
    case "step-up":
    case "phone-change":
    case "reset":
    case "recovery":
      return sql`select k.id, k.state, u.username, k.user_id, null::text as email, u.locale, k.return_to, k.expires_at, k.session_id, 'pin' as asks,
          ${kind === "reset" ? offered("u") : nothingOffered}, false as neutral, 
          case when k.purpose <> 'recovery' then ${budgetOpensAt(sql`k.user_id`, sql`s.browser_hash`, rule)} end as locked_until
        from confirmations k join users u on u.id = k.user_id left join sessions s on s.id = k.session_id
        where k.handle_hash = ${handleHash} and k.purpose = ${kind}`;
  }
}

export async function readStep(flow: FlowRef, rule: FailureRule): Promise<StepRow | null> {
  const owner = ownerOf(flow.kind);
  const rows = await db().execute<Raw>(sql`
    select flow_state as "flowState", asks, "passkey", "authenticator", "approval", "recoveryCodes", username, user_id as "userId", email, locale, return_to as "returnTo",
      session_id as "sessionId", neutral, ${columns}, own.count as "ownCodes", own.tags as "olderTags",
      coalesce((
        select json_agg(json_build_object('channel', e.channel, 'meaning', e.meaning, 'at', ${ms("occurred_at")}) order by e.id)
        from provider_events e where e.request_id = c.provider_request_id and e.provider = c.provider
      ), '[]') as "notes"
    from (
      select f.id as flow_id, f.state as flow_state, f.asks, f."passkey", f."authenticator", f."approval", f."recoveryCodes", f.username, f.user_id, f.email, f.locale, f.return_to, f.locked_until,
        f.session_id, f.neutral, c.expires_at as challenge_ends_at, ${challengeColumns}
      from (${flowRow(flow, rule)}) f join challenges c on c.${owner} = f.id
      where f.expires_at > now() order by c.number desc limit 1
    ) c, lateral (
      select count(*)::int as count,
        coalesce(json_agg(o.tag order by o.number desc) filter (where o.id <> c.id and o.tag is not null), '[]') as tags
      from challenges o where o.${owner} = c.flow_id and ${ownCodeLives}
    ) own`);
  const row = rows[0];
  return row ? { ...row, username: row.username ?? "", workflow: channelsOf(row.workflow) } : null;
}
