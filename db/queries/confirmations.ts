import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { AuditContext, AuditEvent } from "./audit";
import { clearFailures, type FailureRule } from "./budgets";
import { ago } from "./clock";
import { joinedMethods } from "./logins";
import {
  askMessage,
  type BegunMessage,
  begunColumns,
  ledgerRows,
  type MessagePlan,
  type Reservation,
  reservation,
} from "./messages";
import { usedSends } from "./sends";

/** What was typed in a form, by the names of its fields. */
export type HeldForm = Readonly<Record<string, string>>;

/** Those that ask for a PIN. */
export type ConfirmationKind = "step-up" | "phone-change" | "reset" | "recovery";

export type NewConfirmation = AuditContext &
  Readonly<{
    purpose: "step-up" | "phone-change";
    handleHash: string;
    userId: string;
    sessionId: string;
    /** The number that is to be proved; null: the account's own. */
    phone: string | null;
    returnTo: string | null;
    held: HeldForm | null;
    place: string | null;
    lifeSeconds: number;
  }>;

/** Writes a confirmation that a session needs; nothing is sent yet. */
export async function openConfirmation(given: NewConfirmation): Promise<void> {
  await db().execute(sql`
    insert into confirmations (purpose, state, handle_hash, user_id, session_id, phone, return_to, held, browser,
      address, place, expires_at)
    values (${given.purpose}, 'open', ${given.handleHash}, ${given.userId}, ${given.sessionId}, ${given.phone},
      ${given.returnTo}, ${given.held === null ? null : JSON.stringify(given.held)}::jsonb, ${given.browser},
      ${given.address}, ${given.place}, now() + ${given.lifeSeconds}::int * interval '1 second')`);
}

/**
 * An open flow that has no challenge yet, held. A recovery's PIN goes to a number that is not the account's: neither do
 * wrong ones count there, nor can whoever has closed the account's PINs close this way too.
 */
function firstAsked({ kind, handleHash }: FirstAsked): SQL {
  if (kind === "login")
    return sql`select l.id, l.user_id, l.browser_hash from logins l
      where l.handle_hash = ${handleHash} and l.state = 'challenged' and l.asks = 'pin' and l.expires_at > now()
        and not exists (select 1 from challenges c where c.login_id = l.id) for update`;
  return sql`select k.id, case when k.purpose <> 'recovery' then k.user_id end as user_id,
      (select s.browser_hash from sessions s where s.id = k.session_id) as browser_hash
    from confirmations k
    where k.handle_hash = ${handleHash} and k.purpose = ${kind} and k.state = 'open' and k.expires_at > now()
      and not exists (select 1 from challenges c where c.confirmation_id = k.id) for update`;
}

export type FirstAsked = Readonly<{ kind: ConfirmationKind | "login"; handleHash: string }>;

/**
 * Writes the first challenge of an open flow, intent before effect. Null: it is over, or has one already; then its page
 * shows what became of that.
 */
export async function askFirstPin(
  flow: FirstAsked,
  phone: string,
  plan: MessagePlan,
  reserve: Reservation,
  rule: FailureRule,
): Promise<BegunMessage | null> {
  const asked = {
    purpose: flow.kind,
    phone,
    number: sql`1`,
    userId: sql`begun.user_id`,
    running: null,
  } as const;
  const account = {
    userId: sql`(select user_id from begun)`,
    browserHash: sql`(select browser_hash from begun)`,
    rule,
  };
  const rows = await db().execute<BegunMessage>(sql`
    with begun as (${firstAsked(flow)}), ${reservation(reserve, sql`not exists (select 1 from begun)`, account)},
    asked as (${askMessage(plan, asked)}),
    ${ledgerRows(reserve, sql`select null::uuid where false`)}
    select ${begunColumns(plan)} from asked`);
  return rows[0] ?? null;
}

/**
 * Closes the challenge and marks its confirmation as proved; the second of two right answers finds nothing to close.
 * A right PIN of the account's own number clears its failures; that of another number only counts as none, and that of
 * a recovery was not counted.
 */
export async function proveByPin(
  challengeId: string,
  event: AuditEvent,
  context: AuditContext,
): Promise<boolean> {
  const rows = await db().execute(sql`
    with closed as (
      update challenges set state = 'approved', closed_at = now()
      where id = ${challengeId} and state in ('pending', 'sent', 'unknown', 'failed', 'exhausted')
      returning id, confirmation_id, phone
    ), proved as (
      update confirmations k set state = 'proved', amr = ${joinedMethods(sql`k.amr`, sql`'sms'`)}
      from closed where k.id = closed.confirmation_id and k.state = 'open' and k.expires_at > now()
        and coalesce(k.phone, closed.phone) = closed.phone
      returning k.id, k.user_id, k.session_id, k.purpose
    ), ${clearFailures(
      sql`select p.user_id, p.purpose, s.browser_hash from proved p left join sessions s on s.id = p.session_id
        where p.purpose <> 'recovery'`,
      sql`f.purpose in ('step-up', 'reset')`,
    )}, unanswered as (
      update approvals a set state = 'cancelled', decided_at = now() from proved
      where a.confirmation_id = proved.id and a.state = 'pending'
    ), used as (
      update phones set last_used_at = now() from proved, closed
      where phones.user_id = proved.user_id and phones.number = closed.phone
    ), ledger as (${usedSends(sql`select id from closed`)}), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select ${event}, 'right', user_id, 'sms', ${context.browser}, ${context.address}::text from proved
    )
    select id from proved`);
  return rows.length > 0;
}

/**
 * Notes a right password in a step-up. It is proved with that where something that the session has besides was proved
 * within `freshWithin` seconds; otherwise a PIN is to follow. Null: it is over.
 */
export async function proveByPassword(
  handleHash: string,
  sessionId: string,
  freshWithin: number,
  context: AuditContext,
): Promise<Readonly<{ proved: boolean }> | null> {
  const rows = await db().execute<{ proved: boolean }>(sql`
    with noted as (
      update confirmations k set amr = ${joinedMethods(sql`k.amr`, sql`'pwd'`)},
        state = case when s.stepped_up_at > ${ago(freshWithin)} and s.amr <> 'pwd' then 'proved' else 'open' end
      from sessions s where k.handle_hash = ${handleHash} and k.purpose = 'step-up' and k.state = 'open'
        and k.expires_at > now() and k.session_id = ${sessionId} and s.id = k.session_id and s.revoked_at is null
      returning k.user_id, k.state
    ), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'step-up.password', 'right', user_id, 'pwd', ${context.browser}, ${context.address}::text from noted
    )
    select state = 'proved' as proved from noted`);
  return rows[0] ?? null;
}

/** What an account's owner typed on a page before the step-up of this handle; null when there is nothing. */
export async function readHeldForm(
  handleHash: string,
  userId: string,
  page: string,
): Promise<HeldForm | null> {
  const rows = await db().execute<{ held: HeldForm | null }>(sql`
    select held from confirmations
    where handle_hash = ${handleHash} and user_id = ${userId} and purpose = 'step-up' and return_to = ${page}
      and expires_at > now()`);
  return rows[0]?.held ?? null;
}

export type OpenConfirmation = Readonly<{
  state: string;
  /** Methods passed so far. */
  amr: string;
  returnTo: string | null;
  /** Whether a PIN was asked for already. */
  asked: boolean;
}>;

/** A confirmation of this handle that belongs to this session and is not over. */
export async function findConfirmation(
  flow: Readonly<{ kind: ConfirmationKind; handleHash: string }>,
  sessionId: string | null,
): Promise<OpenConfirmation | null> {
  const rows = await db().execute<OpenConfirmation>(sql`
    select k.state, k.amr, k.return_to as "returnTo",
      exists (select 1 from challenges c where c.confirmation_id = k.id) as asked
    from confirmations k
    where k.handle_hash = ${flow.handleHash} and k.purpose = ${flow.kind} and k.state in ('open', 'proved')
      and k.session_id is not distinct from ${sessionId}::uuid and k.expires_at > now()`);
  return rows[0] ?? null;
}

/** Gives a confirmation up. */
export async function cancelConfirmation(
  flow: Readonly<{ kind: ConfirmationKind; handleHash: string }>,
): Promise<void> {
  await db().execute(sql`
    with cancelled as (
      update confirmations set state = 'cancelled', ended_at = now()
      where handle_hash = ${flow.handleHash} and purpose = ${flow.kind} and state in ('open', 'proved') returning id
    )
    update approvals a set state = 'cancelled', decided_at = now() from cancelled
    where a.confirmation_id = cancelled.id and a.state = 'pending'`);
}

/** The open step-up of this handle and session. */
export async function findConfirmationId(handleHash: string, sessionId: string): Promise<string | null> {
  const rows = await db().execute<{ id: string }>(sql`
    select id from confirmations where handle_hash = ${handleHash} and purpose = 'step-up' and state = 'open'
      and session_id = ${sessionId} and expires_at > now()`);
  return rows[0]?.id ?? null;
}
