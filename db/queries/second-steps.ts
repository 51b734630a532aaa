import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type AuditContext, type AuditEvent, auditInsert } from "./audit";
import { budgetOpensAt, clearFailures, countFailure, type FailureRule } from "./budgets";
import { type Offered, offered } from "./factors";
import { joinedMethods, type NewLogin, type Transition } from "./logins";
import { among } from "./words";

/** What waits for a factor that is shown at once: a code, a passkey. Named by the secret that only its browser holds. */
export type FactorFlow = Readonly<{ kind: "login" | "step-up" | "reset"; handleHash: string }>;

/** What a login asks for where no message goes out and no phone is asked. */
export type ShownStep = "authenticator" | "passkey" | "recovery";

/** A query of the flow: id, state, asks, user_id, session_id, browser_hash, return_to. */
function flowRow({ kind, handleHash }: FactorFlow): SQL {
  if (kind === "login")
    return sql`select l.id, l.state, l.asks, l.user_id, null::uuid as session_id, l.browser_hash, l.return_to
      from logins l where l.handle_hash = ${handleHash} and l.route = 'password' and l.expires_at > now()`;
  return sql`select k.id, k.state, null as asks, k.user_id, k.session_id, k.return_to, (
      select s.browser_hash from sessions s where s.id = k.session_id and s.revoked_at is null) as browser_hash
    from confirmations k where k.handle_hash = ${handleHash} and k.purpose = ${kind} and k.expires_at > now()
      and (k.session_id is null or exists (select 1 from sessions s where s.id = k.session_id and s.revoked_at is null))`;
}

/** Where a flow stands, for the page that asks. Times are milliseconds since 1970 by the database's clock. */
export type FactorStep = Offered &
  Readonly<{
    state: string;
    /** Of a login. */
    asks: string | null;
    userId: string;
    username: string;
    phone: string;
    sessionId: string | null;
    returnTo: string | null;
    /** Until when no code is taken here; null when one is, infinity when none will be. */
    lockedUntil: number | null;
    now: number;
  }>;

export async function findFactorStep(flow: FactorFlow, rule: FailureRule): Promise<FactorStep | null> {
  const rows = await db().execute<FactorStep>(sql`
    select f.state, f.asks, u.id as "userId", u.username, p.number as "phone", f.session_id as "sessionId", f.return_to as "returnTo",
      (extract(epoch from now()) * 1000)::float8 as "now", ${offered("u")},
      (select case when o.at > now() then extract(epoch from o.at) * 1000 end::float8
        from (select ${budgetOpensAt(sql`f.user_id`, sql`f.browser_hash`, rule)} as at) o) as "lockedUntil"
    from (${flowRow(flow)}) f join users u on u.id = f.user_id join phones p on p.user_id = u.id
    where u.disabled_at is null`);
  return rows[0] ?? null;
}

/** A login asks for something else; what waited for a phone is over. False: the login is. */
export async function turnTo(handleHash: string, step: Transition, asks: string): Promise<boolean> {
  const rows = await db().execute(sql`
    with turned as (
      update logins set asks = ${asks} where handle_hash = ${handleHash} and route = 'password'
        and state in ${among(step.from)} and state <> 'identified' and expires_at > now() returning id
    ), cancelled as (
      update approvals a set state = 'cancelled', decided_at = now()
      from turned where a.login_id = turned.id and a.state = 'pending'
    ) select id from turned`);
  return rows.length > 0;
}

/** Writes a login that asks for something that is shown at once: nothing is sent. */
export async function beginShownLogin(
  login: Omit<NewLogin, "route" | "userId" | "phone" | "message" | "reserve" | "failureRule"> &
    Readonly<{ userId: string; asks: ShownStep }>,
): Promise<void> {
  const { userId, browser, address } = login;
  const event = {
    event: "login.password",
    outcome: "right",
    factor: "pwd",
    userId,
    browser,
    address,
  } as const;
  await db().execute(sql`
    with begun as (
      insert into logins (handle_hash, route, asks, browser_hash, user_id, state, amr, return_to, browser, address, place,
        expires_at)
      values (${login.handleHash}, 'password', ${login.asks}, ${login.browserHash}, ${userId}, ${login.state}, ${login.amr},
        ${login.returnTo}, ${browser}, ${address}, ${login.place}, now() + ${login.lifeSeconds}::int * interval '1 second')
      returning id
    ) ${auditInsert(event, sql`from begun`)}`);
}

/** Open: may be shown a factor now, held until the statement ends. A login only while it asks for this one. */
function open(flow: FactorFlow, asks: ShownStep): SQL {
  if (flow.kind === "login")
    return sql`select f.id, f.user_id, f.browser_hash, f.return_to, null::uuid as session_id from logins f
      where f.handle_hash = ${flow.handleHash} and f.route = 'password' and f.state = 'challenged' and f.asks = ${asks}
        and f.expires_at > now() for no key update`;
  return sql`select f.id, f.user_id, s.browser_hash, f.return_to, f.session_id
    from confirmations f left join sessions s on s.id = f.session_id
    where f.handle_hash = ${flow.handleHash} and f.purpose = ${flow.kind} and f.state = 'open' and f.expires_at > now()
      and (f.session_id is null or s.revoked_at is null) for no key update of f`;
}

/**
 * Takes a try off the budget before anybody looks at what was typed, so that guesses made at once cannot share a count.
 * Answers whose it is; null: there is nothing to try, or not now.
 */
export async function spendFactorTry(
  flow: FactorFlow,
  asks: ShownStep,
  rule: FailureRule,
): Promise<Readonly<{ userId: string; now: number }> | null> {
  const rows = await db().execute<{ userId: string; now: number }>(sql`
    with flow as (${open(flow, asks)}), whose as (
      select flow.* from flow join users u on u.id = flow.user_id where u.disabled_at is null
    ), ${countFailure(sql`select user_id, browser_hash from whose`, rule)}
    select user_id as "userId", (extract(epoch from now()) * 1000)::float8 as "now"
    from (select user_id from budget_b union select user_id from budget_u) counted`);
  return rows[0] ?? null;
}

/** What a right factor does: the methods that it shows, and the statement that uses it up. */
export type ShownFactor = AuditContext &
  Readonly<{
    asks: ShownStep;
    /** RFC 8176 names, separated by spaces. */
    methods: string;
    /** WITH queries over `flow` (user_id) that end in `used`, a row when it was still good. */
    use: SQL;
    event: Extract<AuditEvent, "login.factor" | "step-up.factor" | "reset.factor">;
    details?: SQL;
  }>;

/**
 * Uses a factor up and moves its flow on, in one statement: of two that show the same one only one goes on. Clears the
 * failures. Null: it was used already, or the flow is over.
 */
export async function passShown(
  flow: FactorFlow,
  { asks, methods, use, event, browser, address, details = sql`null::jsonb` }: ShownFactor,
  passed: Transition,
): Promise<Readonly<{ returnTo: string | null }> | null> {
  const amr = (row: SQL) => joinedMethods(row, ...methods.split(" ").map((method) => sql`${method}::text`));
  const moved =
    flow.kind === "login"
      ? sql`update logins l set state = ${passed.to}, amr = ${amr(sql`l.amr`)} from flow, used
          where l.id = flow.id and l.state in ${among(passed.from)} returning l.id`
      : sql`update confirmations k set state = 'proved', amr = ${amr(sql`k.amr`)} from flow, used
          where k.id = flow.id and k.state = 'open' returning k.id`;
  const ref = flow.kind === "login" ? sql`login_id` : sql`confirmation_id`;
  const rows = await db().execute<{ returnTo: string | null }>(sql`
    with flow as (${open(flow, asks)}), ${use}, moved as (${moved}),
    ${clearFailures(sql`select flow.user_id, flow.browser_hash from flow, moved`)}, unanswered as (
      update approvals a set state = 'cancelled', decided_at = now() from moved where a.${ref} = moved.id and a.state = 'pending'
    ), audited as (
      insert into audit (event, outcome, user_id, session_id, factor, browser, address, details)
      select ${event}, 'right', flow.user_id, flow.session_id, ${methods}, ${browser}, ${address}::text, ${details} from flow, moved
    )
    select flow.return_to as "returnTo" from flow, moved`);
  return rows[0] ?? null;
}

/** Whether a right factor has moved the flow on already. */
export async function hasPassed({ kind, handleHash }: FactorFlow): Promise<boolean> {
  const passed =
    kind === "login"
      ? sql`select 1 from logins where handle_hash = ${handleHash} and state in ('verified', 'completed')`
      : sql`select 1 from confirmations where handle_hash = ${handleHash} and purpose = ${kind} and state in ('proved', 'done')`;
  return (await db().execute(passed)).length > 0;
}
