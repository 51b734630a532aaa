import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, changeAudit, mayChange, owned, type Renewing, where } from "./account-changes";
import { asOwner, endPending, endSessions, ownersTurn, renewal } from "./endings";
import { ownerHeld } from "./factors";
import { tellOwner } from "./notices";
import { inTurn } from "./turns";

/** What a code is checked against: the sealed secret, and the newest step whose code was accepted. */
export type AppSecret = Readonly<{ id: string; secret: string; lastStep: number }>;

export async function appSecrets(userId: string): Promise<AppSecret[]> {
  const rows = await db().execute<AppSecret>(sql`
    select id, secret, last_step::float8 as "lastStep" from authenticator_apps
    where user_id = ${userId} and revoked_at is null order by last_used_at desc nulls last, created_at`);
  return [...rows];
}

/**
 * WITH queries that end in `used`: takes the code of a step, if no code of it or of a later one was taken before. Needs
 * `flow`. `sealed`: the secret under the newest key.
 */
export const spendStep = (appId: string, step: number, sealed: string): SQL => sql`
  ${ownerHeld}, used as (
    update authenticator_apps a set last_step = ${step}::bigint, last_used_at = now(), secret = ${sealed} from me
    where a.id = ${appId} and a.user_id = me.id and a.revoked_at is null and a.last_step < ${step}::bigint
    returning a.id
  )`;

/** Begins to enrol an app, in its owner's turn; what this account had begun before is over. False: this session may not. */
export async function beginApp(
  by: Changing,
  enrolment: Readonly<{
    handleHash: string;
    secret: string;
    tries: number;
    lifeSeconds: number;
    most: number;
  }>,
): Promise<boolean> {
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute(sql`
    with me as (${mayChange(by)}), former as (
      delete from factor_enrolments e using me where e.user_id = me.id and e.kind = 'authenticator' and e.used_at is null
    )
    insert into factor_enrolments (handle_hash, kind, user_id, session_id, secret, tries_left, expires_at)
    select ${enrolment.handleHash}, 'authenticator', me.id, me.session_id, ${enrolment.secret}, ${enrolment.tries}::int,
      now() + ${enrolment.lifeSeconds}::int * interval '1 second'
    from me where (select count(*) from authenticator_apps a where a.user_id = me.id and a.revoked_at is null)
      < ${enrolment.most}::int
    returning id`),
  );
  return rows.length > 0;
}

/** An app that is just being enrolled. `now`: milliseconds since 1970 by the database's clock. */
export type OpenApp = Readonly<{ id: string; secret: string; triesLeft: number; now: number }>;

const open = (handleHash: string, sessionId: string): SQL => sql`
  e.handle_hash = ${handleHash} and e.session_id = ${sessionId} and e.kind = 'authenticator' and e.used_at is null
    and e.secret is not null and e.tries_left > 0 and e.expires_at > now()`;

export async function findOpenApp(handleHash: string, sessionId: string): Promise<OpenApp | null> {
  const rows = await db().execute<OpenApp>(sql`
    select e.id, e.secret, e.tries_left::int as "triesLeft", (extract(epoch from now()) * 1000)::float8 as "now"
    from factor_enrolments e where ${open(handleHash, sessionId)}`);
  return rows[0] ?? null;
}

/** Takes a try before anybody looks at the code. */
export async function spendAppTry(handleHash: string, sessionId: string): Promise<OpenApp | null> {
  const rows = await db().execute<OpenApp>(sql`
    update factor_enrolments e set tries_left = tries_left - 1 where ${open(handleHash, sessionId)}
    returning e.id, e.secret, e.tries_left::int as "triesLeft", (extract(epoch from now()) * 1000)::float8 as "now"`);
  return rows[0] ?? null;
}

/**
 * Enrols the app whose code was right, once, and forgets the enrolment's secret. Every other session ends, this one goes
 * on under a new id, and the owner is told; all or nothing.
 */
export async function enrolApp(
  by: Changing,
  app: Readonly<{ enrolmentId: string; name: string; secret: string; step: number; most: number }>,
  renew: Renewing,
): Promise<boolean> {
  const named = sql`jsonb_build_object('factor', 'authenticator', 'device', ${app.name}::text)`;
  const waiting = sql`select 1 from factor_enrolments e where e.id = ${app.enrolmentId} and e.user_id = me.id
    and e.session_id = me.session_id and e.used_at is null and e.expires_at > now()
    and (select count(*) from authenticator_apps a where a.user_id = me.id and a.revoked_at is null) < ${app.most}::int`;
  const pending = endPending(
    sql`select me.id as user_id from (${owned(by)}) me where exists (${waiting})`,
    renew.revoked,
  );
  const change = sql`
    with me as (${mayChange(by)}), enrolment as (
      update factor_enrolments e set used_at = now(), secret = null from me
      where e.id = ${app.enrolmentId} and exists (${waiting}) returning me.id as user_id, me.session_id, me.amr
    ), added as (
      insert into authenticator_apps (user_id, name, secret, last_step, browser)
      select user_id, ${app.name}, ${app.secret}, ${app.step}::bigint, ${by.browser} from enrolment returning user_id
    ), ${endSessions(sql`select user_id from added`, "factor", sql`select session_id from enrolment`)},
    renewed as (${renewal(
      sql`${renew.handleHash}`,
      renew.verified,
      sql`select session_id, amr, null::text as return_to from enrolment`,
    )}), told as (${tellOwner(
      "factor-added",
      by.notices,
      sql`select user_id, ${where(by)} || ${named} as details from added`,
    )}), audited as (${changeAudit("factor.added", by, sql`select user_id, ${named} as details from added`)})
    select user_id from added`;
  return (await asOwner(by.userId, pending, change)).length > 0;
}
