import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type AuditContext, auditInsert } from "./audit";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";

export type ApprovalPurpose = "login" | "step-up" | "action";

/** `lapsed`: nobody answered in time. All but `pending` are final, which a trigger holds too. */
export type ApprovalState =
  | "pending"
  | "approved"
  | "denied"
  | "disowned"
  | "exhausted"
  | "lapsed"
  | "cancelled";

/** What waits for the approval, and who may take its place: one that waits for the same browser or session. */
export type Asker =
  | Readonly<{ purpose: "login"; loginId: string; browserHash: string | null }>
  | Readonly<{ purpose: "step-up"; confirmationId: string; sessionId: string }>
  | Readonly<{
      purpose: "action";
      handleHash: string;
      page: string;
      subjectHash: string;
      sessionId: string;
      held: Readonly<Record<string, string>>;
    }>;

type ApprovalRule = Readonly<{
  lifeSeconds: number;
  tries: number;
  /** Of requests that were not approved since another factor succeeded. */
  mostIn: readonly Readonly<{ seconds: number; requests: number }>[];
  notices: NoticeChannels;
}>;

export type NewApproval = AuditContext &
  Readonly<{
    id: string;
    userId: string;
    asker: Asker;
    /** The text that is signed; its times are these. Milliseconds since 1970 by the database's clock. */
    request: string;
    askedAt: number;
    place: string | null;
    rule: ApprovalRule;
  }>;

/** Why no phone is asked: none is enrolled, one is asked already, too many were, or so many that it has to stop. */
export type ApprovalRefusal = "none" | "busy" | "limit" | "off";
export type Asked = Readonly<{ refusal: ApprovalRefusal | null }>;

const at = (ms: number, plusSeconds = 0): SQL => sql`to_timestamp(${ms / 1000 + plusSeconds}::float8)`;

/** Whether pending approval `a` waits for whoever asks now: then that one is over. */
function ownsPending(asker: Asker): SQL {
  switch (asker.purpose) {
    case "login":
      return sql`exists (select 1 from logins o where o.id = a.login_id
        and (o.id = ${asker.loginId} or o.browser_hash = ${asker.browserHash}))`;
    case "step-up":
    case "action":
      return sql`a.session_id = ${asker.sessionId}`;
  }
}

const columnsOf = (asker: Asker) => ({
  loginId: asker.purpose === "login" ? asker.loginId : null,
  confirmationId: asker.purpose === "step-up" ? asker.confirmationId : null,
  sessionId: asker.purpose === "login" ? null : asker.sessionId,
  handleHash: asker.purpose === "action" ? asker.handleHash : null,
  page: asker.purpose === "action" ? asker.page : null,
  subjectHash: asker.purpose === "action" ? asker.subjectHash : null,
  held: asker.purpose === "action" ? JSON.stringify(asker.held) : null,
});

/**
 * WITH queries that end in `asked` (id): writes a request, unless it may not be. `flow` is a query of what would wait for
 * it: no row, nothing is asked; it is locked before any request, as everybody does. What waited for too long ends first, and
 * what waited for the same browser, unless nothing takes its place. The unique index holds that only one waits, whatever races.
 */
export function askApproval(
  { id, userId, asker, request, askedAt, rule, ...by }: NewApproval,
  flow: SQL = sql`select 1`,
) {
  const counts = rule.mostIn.map(
    ({ seconds, requests }) =>
      sql`count(*) filter (where a.created_at > now() - ${seconds}::int * interval '1 second') >= ${requests}::int`,
  );
  const [briefly = sql`false`, ...longer] = counts;
  const widest = Math.max(...rule.mostIn.map(({ seconds }) => seconds));
  const { loginId, confirmationId, sessionId, handleHash, page, subjectHash, held } = columnsOf(asker);
  return sql`
    flow as (${flow}), account as (
      select u.id, u.approvals_off_at is not null as off, u.approvals_from from users u
      where u.id = ${userId} and exists (select 1 from devices d where d.user_id = u.id and d.revoked_at is null)
    ), counted as (
      select ${briefly} as briefly, ${sql.join(longer.length > 0 ? longer : [sql`false`], sql` or `)} as spent
      from account left join approvals a on a.user_id = account.id and a.state <> 'approved'
        and a.created_at > now() - ${widest}::int * interval '1 second'
        and a.created_at > coalesce(account.approvals_from, '-infinity')
    ), stopped as (
      update users u set approvals_off_at = now() from account, counted
      where u.id = account.id and counted.spent and u.approvals_off_at is null returning u.id as user_id
    ), told as (${tellOwner(
      "approvals-off",
      rule.notices,
      sql`select user_id, ${seenFrom(sql`${by.browser}::text`, sql`${by.place}::text`)} as details from stopped`,
    )}), stop_audited as (
      insert into audit (event, outcome, user_id, browser, address)
      select 'approval.off', 'limit', user_id, ${by.browser}, ${by.address}::text from stopped
    ), cleared as (
      update approvals a set state = case when a.expires_at <= now() then 'lapsed' else 'cancelled' end, decided_at = now()
      from account, counted, (select count(*) from flow) flow_first
      where flow_first.count > 0 and a.user_id = account.id and a.state = 'pending' and (a.expires_at <= now()
        or not account.off and not counted.briefly and not counted.spent and ${ownsPending(asker)})
      returning a.id
    ), asked as (
      insert into approvals (id, user_id, purpose, login_id, confirmation_id, session_id, handle_hash, page, subject_hash, held,
        request, tries_left, created_at, expires_at)
      select ${id}::uuid, account.id, ${asker.purpose}, ${loginId}::uuid, ${confirmationId}::uuid, ${sessionId}::uuid,
        ${handleHash}::text, ${page}::text, ${subjectHash}::text, ${held}::jsonb, ${request}, ${rule.tries}::int, ${at(askedAt)},
        ${at(askedAt, rule.lifeSeconds)}
      from account, counted, (select count(*) from cleared) first
      where not account.off and not counted.briefly and not counted.spent and exists (select 1 from flow)
      on conflict do nothing returning id
    ), audited as (${auditInsert(
      {
        ...by,
        event: "approval.asked",
        outcome: asker.purpose,
        userId,
        factor: "swk",
        details: { approval: id },
      },
      sql`from asked`,
    )})`;
}

/** The columns of `Asked`. Needs the queries of `askApproval`. */
export const askedColumns: SQL = sql`case when exists (select 1 from asked) then null
  when not exists (select 1 from account) then 'none'
  when exists (select 1 from account where off) or exists (select 1 from counted where spent) then 'off'
  when exists (select 1 from counted where briefly) then 'limit' else 'busy' end as "refusal"`;

/** The clock by which everything is judged, in milliseconds since 1970. */
export async function databaseNow(): Promise<number> {
  const rows = await db().execute<{ now: number }>(
    sql`select floor(extract(epoch from now()) * 1000)::float8 as now`,
  );
  return rows[0]?.now ?? 0;
}

/** Asks for an approval of a flow that is open already. */
export async function askFor(approval: NewApproval): Promise<Asked> {
  const { asker } = approval;
  const rows = await db().execute<Asked>(sql`with ${askApproval(approval, open(asker))}, moved as (
      update logins l set asks = 'approval' from asked
      where l.id = ${asker.purpose === "login" ? asker.loginId : null}::uuid
    ) select ${askedColumns}`);
  return rows[0] ?? { refusal: "none" };
}

/** What would wait for the approval, held; no row when it is over. */
function open(asker: Asker): SQL {
  switch (asker.purpose) {
    case "login":
      return sql`select l.id from logins l where l.id = ${asker.loginId} and l.state = 'challenged' and l.expires_at > now()
        for no key update`;
    case "step-up":
      return sql`select k.id from confirmations k where k.id = ${asker.confirmationId} and k.state = 'open'
        and k.session_id = ${asker.sessionId} and k.expires_at > now() for no key update`;
    case "action":
      return sql`select s.id from sessions s where s.id = ${asker.sessionId} and s.revoked_at is null for no key update`;
  }
}

/** The browser that asked for the approval of an action gives it up. */
export async function cancelAction(handleHash: string): Promise<void> {
  await db().execute(sql`
    update approvals set state = 'cancelled', decided_at = now()
    where handle_hash = ${handleHash} and state = 'pending'`);
}

/** What became of the notifications of a request, for its page. */
export async function recordPush(id: string, push: "sent" | "failed" | "none"): Promise<void> {
  await db().execute(sql`update approvals set push = ${push} where id = ${id}`);
}

/** What was approved for exactly this, in this session, not long ago: takes it, once. Its id, or null. */
export async function takeApproval(
  sessionId: string,
  page: string,
  subjectHash: string,
  withinSeconds: number,
): Promise<string | null> {
  const rows = await db().execute<{ id: string }>(sql`
    update approvals a set used_at = now() from sessions s
    where a.session_id = ${sessionId} and s.id = a.session_id and s.revoked_at is null and a.purpose = 'action'
      and a.state = 'approved' and a.used_at is null and a.page = ${page} and a.subject_hash = ${subjectHash}
      and a.decided_at > now() - ${withinSeconds}::int * interval '1 second'
    returning a.id`);
  return rows[0]?.id ?? null;
}

/** What was typed on a page whose action is approved now and not done yet; null when there is nothing to do. */
export async function readApprovedForm(
  sessionId: string,
  page: string,
  withinSeconds: number,
): Promise<Readonly<Record<string, string>> | null> {
  const rows = await db().execute<{ held: Readonly<Record<string, string>> }>(sql`
    select coalesce(held, '{}') as held from approvals
    where session_id = ${sessionId} and purpose = 'action' and state = 'approved' and used_at is null and page = ${page}
      and decided_at > now() - ${withinSeconds}::int * interval '1 second'
    order by decided_at desc limit 1`);
  return rows[0]?.held ?? null;
}
