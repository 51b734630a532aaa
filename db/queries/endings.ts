import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { Transition } from "./logins";
import { inTurn } from "./turns";
import { among } from "./words";

/**
 * A WITH query: no browser of the accounts in `whose` (a query of user_id) is trusted any more. What somebody is logged
 * in with has changed, so the second step is asked for everywhere again.
 */
export const endTrust = (whose: SQL): SQL => sql`
  update trusted_browsers t set revoked_at = now() from (${whose}) w
  where t.user_id = w.user_id and t.revoked_at is null`;

/**
 * WITH queries `ended`, `ended_audit` and `untrusted`: ends the sessions of the accounts in `whose` (a query of user_id),
 * at once on every instance, but not the one that `except` (a query of session_id) names; and the trust in browsers.
 */
export const endSessions = (whose: SQL, reason: string, except: SQL = sql`select null::uuid`): SQL => sql`
  ended as (
    update sessions s set revoked_at = now(), revoked_for = ${reason}
    from (${whose}) w where s.user_id = w.user_id and s.revoked_at is null and s.id is distinct from (${except})
    returning s.id, s.user_id, s.browser, s.address
  ), ended_audit as (
    insert into audit (event, outcome, user_id, session_id, browser, address)
    select 'session.ended', ${reason}, user_id, id, browser, address from ended
  ), untrusted as (${endTrust(whose)})`;

/**
 * A statement: ends what the accounts in `whose` have pending: logins, and confirmations for these `purposes` other than
 * `except` (a query of their id), and what waits for a phone. Whatever is being completed at this moment is waited for, so that what follows in the
 * same transaction sees the session that came of it; sessions are held until then, so that none goes on under another id.
 */
export const endPending = (
  whose: SQL,
  step: Transition,
  purposes: readonly string[] = ["step-up", "phone-change", "email-change", "reset", "recovery"],
  except: SQL = sql`select null::uuid`,
): SQL => sql`
  with w as (${whose}), revoked as (
    update logins l set state = ${step.to}, ended_at = now() from w
    where l.user_id = w.user_id and l.state in ${among(step.from)} returning l.id
  ), held as (
    select s.id from sessions s join w on w.user_id = s.user_id, (select count(*) from revoked) logins_first
    where s.revoked_at is null for no key update of s
  ), cancelled as (
    update confirmations k set state = 'cancelled', ended_at = now() from w, (select count(*) from held) sessions_first
    where k.user_id = w.user_id and k.state in ('mailed', 'open', 'proved')
      and k.purpose in ${among(purposes)} and k.id is distinct from (${except})
    returning k.id
  ), unanswered as (
    update approvals a set state = 'cancelled', decided_at = now() from w, (select count(*) from cancelled) flows_first
    where a.user_id = w.user_id and a.state = 'pending'
  )
  select count(*) from held`;

/** For whatever ends sessions of an account: they lock its rows in different orders. */
export const ownersTurn = (userId: string): string => `owner:${userId}`;

/**
 * Changes what an account is logged in with, in two statements that stand or fall together: `pending` as above, then
 * `change`. One such change of an account after the other. The rows of the second.
 */
export const asOwner = (userId: string, pending: SQL, change: SQL): Promise<readonly unknown[]> =>
  inTurn(ownersTurn(userId), async (database) => {
    await database.execute(pending);
    return database.execute(change);
  });

/**
 * A WITH query: a verified login that takes the place of a session, which then gets a new id. `from` is a query of
 * (session_id, amr, return_to); without a row, or when the session has ended meanwhile, nothing happens.
 */
export const renewal = (handleHash: SQL, state: string, from: SQL): SQL => sql`
  insert into logins (handle_hash, route, continues, user_id, state, amr, return_to, browser, address, place, expires_at)
  select ${handleHash}, 'renewal', s.id, s.user_id, ${state}, f.amr, f.return_to, s.browser, s.address, s.place,
    now() + interval '60 seconds'
  from (${from}) f join sessions s on s.id = f.session_id where s.revoked_at is null
  returning return_to`;
