import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { AuditContext, AuditEvent } from "./audit";
import { asOwner, endPending, endSessions, ownersTurn } from "./endings";
import type { Transition } from "./logins";
import { type NoticeChannels, type NoticeKind, tellAddress, tellOwner } from "./notices";
import { stopRecoveries } from "./recoveries";
import { inTurn } from "./turns";

/** An administrator who does something to an account: judged again in the statement, as either may be disabled meanwhile. */
export type Deciding = AuditContext &
  Readonly<{ actorId: string; sessionId: string; personId: string; notices: NoticeChannels }>;

const mayDecide = (u: SQL, sessionId: string): SQL => sql`${u}.role = 'admin' and ${u}.disabled_at is null
  and (${u}.frozen_until is null or ${u}.frozen_until <= now()) and exists (
    select 1 from sessions s where s.id = ${sessionId} and s.user_id = ${u}.id and s.revoked_at is null)`;

/** A query of (user_id): the account, as long as the administrator may decide about it. For what goes before the deed. */
const whose = ({ actorId, sessionId, personId }: Deciding, which: SQL): SQL => sql`
  select p.id as user_id from users p, users me
  where p.id = ${personId} and me.id = ${actorId} and ${mayDecide(sql`me`, sessionId)} and ${which}`;

/**
 * WITH queries `actor` and `person` (user_id, username, disabled_at): both accounts, held in one order whoever decides
 * about whom, so that of two administrators who disable each other one stays.
 */
const deciding = ({ actorId, sessionId, personId }: Deciding, which: SQL = sql`true`): SQL => sql`
  pair as (
    select u.* from users u where u.id in (${actorId}, ${personId}) order by u.id for no key update of u
  ), actor as (
    select pair.id from pair where pair.id = ${actorId} and ${mayDecide(sql`pair`, sessionId)}
  ), person as (
    select p.id as user_id, p.username, p.email, p.disabled_at from pair p, actor where p.id = ${personId} and ${which}
  )`;

/** WITH queries: tells the owner, and writes down who did it to whom, for each row of `done` (user_id). */
function toldAndWritten(
  event: AuditEvent,
  kind: NoticeKind,
  { actorId, sessionId, browser, address, notices }: Deciding,
  done: SQL,
  details: SQL = sql`'{}'::jsonb`,
): SQL {
  return sql`
  told as (${tellOwner(kind, notices, sql`select user_id, ${details} as details from (${done}) d`)}), written as (
    insert into audit (event, outcome, user_id, actor_id, session_id, browser, address, details)
    select ${event}, 'done', d.user_id, ${actorId}::uuid, ${sessionId}::uuid, ${browser}, ${address}::text,
      jsonb_build_object('username', person.username)
    from (${done}) d join person on person.user_id = d.user_id
  )`;
}

/** What a change of the account waits for; a reset stays possible: it is how an owner gets back in. */
const changes = ["step-up", "phone-change", "email-change", "recovery"];

const ended = sql`select distinct user_id from ended`;

/** Ends every session and whatever is on its way to one. How many sessions there were. */
export async function endAllSessions(by: Deciding, revoked: Transition): Promise<number> {
  const change = sql`
    with ${deciding(by)}, ${endSessions(sql`select user_id from person`, "admin")},
    ${toldAndWritten("admin.sessions", "admin-sessions", by, ended, sql`'{"purpose": "all"}'::jsonb`)}
    select id from ended`;
  return (await asOwner(by.personId, endPending(whose(by, sql`true`), revoked, changes), change)).length;
}

/** False: it is not a session of this account, or not open. `id` is a UUID. */
export async function endSessionOfPerson(by: Deciding, id: string): Promise<boolean> {
  const rows = await inTurn(ownersTurn(by.personId), (database) =>
    database.execute(sql`
    with ${deciding(by)}, ended as (
      update sessions s set revoked_at = now(), revoked_for = 'admin' from person
      where s.id = ${id} and s.user_id = person.user_id and s.revoked_at is null
      returning s.id, s.user_id, s.browser, s.address
    ), ended_audit as (
      insert into audit (event, outcome, user_id, session_id, browser, address)
      select 'session.ended', 'admin', user_id, id, browser, address from ended
    ), ${toldAndWritten("admin.session", "admin-sessions", by, ended, sql`'{"purpose": "one"}'::jsonb`)}
    select id from ended`),
  );
  return rows.length > 0;
}

const nowhere = { browser: sql`null::text`, address: sql`null::text`, place: sql`null::text` };

/** How a recovery that waits is told to be stopped. */
export type Disabling = Readonly<{ revoked: Transition; stopped: NoticeChannels }>;

/** Nobody gets in any more, and nothing that was on its way goes on. False: it was so already, or the account is one's own. */
export async function disableAccount(by: Deciding, { revoked, stopped }: Disabling): Promise<boolean> {
  const enabled = sql`p.disabled_at is null and p.id <> ${by.actorId}`;
  const gone = sql`select user_id from changed`;
  const change = sql`
    with ${deciding(by, enabled)}, changed as (
      update users u set disabled_at = now() from person where u.id = person.user_id returning u.id as user_id
    ), ${endSessions(gone, "admin")}, ${stopRecoveries(gone, "disabled", stopped, nowhere)}, links as (
      delete from enrolments e using changed where e.user_id = changed.user_id and e.device_id is null
    ), unopened as (
      delete from factor_enrolments e using changed where e.user_id = changed.user_id and e.used_at is null
    ), ${toldAndWritten("admin.disabled", "admin-disabled", by, gone)}
    select user_id from changed`;
  return (await asOwner(by.personId, endPending(whose(by, enabled), revoked), change)).length > 0;
}

/**
 * Opens the account again, to logins that begin from now on: a session that was just being opened when it was disabled
 * ends here at the latest. False: it was not disabled.
 */
export async function enableAccount(by: Deciding, revoked: Transition): Promise<boolean> {
  const disabled = sql`p.disabled_at is not null`;
  const back = sql`select user_id from changed`;
  const change = sql`
    with ${deciding(by, disabled)}, changed as (
      update users u set disabled_at = null from person where u.id = person.user_id returning u.id as user_id
    ), ${endSessions(back, "admin")}, ${toldAndWritten("admin.enabled", "admin-enabled", by, back)}
    select user_id from changed`;
  return (await asOwner(by.personId, endPending(whose(by, disabled), revoked), change)).length > 0;
}

export type ResetRule = Readonly<{ linkSeconds: number; everySeconds: number }>;

/** Has the ordinary mail of a reset sent. False: the account is disabled, or one went out a moment ago. */
export async function askResetFor(by: Deciding, { linkSeconds, everySeconds }: ResetRule): Promise<boolean> {
  const asked = sql`select user_id from asked`;
  const rows = await inTurn(ownersTurn(by.personId), (database) =>
    database.execute(sql`
    with ${deciding(by, sql`p.disabled_at is null`)}, asked as (
      insert into confirmations (purpose, state, user_id, browser, expires_at)
      select 'reset', 'mailed', user_id, 'An administrator', now() + ${linkSeconds}::int * interval '1 second'
      from person where not exists (
        select 1 from confirmations k where k.user_id = person.user_id and k.purpose = 'reset' and k.state = 'mailed'
          and k.created_at > now() - ${everySeconds}::int * interval '1 second')
      returning id, user_id
    ), mailed as (${tellAddress(
      "reset-link",
      "email",
      sql`select person.user_id, person.email as recipient,
        jsonb_build_object('username', person.username, 'confirmationId', asked.id) as details
        from asked join person on person.user_id = asked.user_id`,
    )}), ${toldAndWritten("admin.reset", "admin-reset", by, asked)}
    select user_id from asked`),
  );
  return rows.length > 0;
}
