import "server-only";

import { sql } from "drizzle-orm";
import { type AuditContext, auditInsert } from "./audit";
import { clearFailures } from "./budgets";
import { ownersTurn } from "./endings";
import { counted } from "./passkeys";
import { inTurn } from "./turns";

export type NewPasskeyLogin = AuditContext &
  Readonly<{
    /** Of what the passkey has signed, and so once for all that was signed with it. */
    handleHash: string;
    userId: string;
    passkeyId: string;
    counter: number;
    amr: string;
    /** The state from which a session is opened. */
    verified: string;
    browserHash: string | null;
    returnTo: string | null;
    place: string | null;
  }>;

/**
 * A login that a passkey has passed by itself. In its owner's turn: a passkey that is being removed, or a session that is
 * being ended for the account, is waited for. False: it was used before, removed meanwhile, or counted backwards.
 */
export async function beginPasskeyLogin(login: NewPasskeyLogin): Promise<boolean> {
  const event = { ...login, event: "login.passkey", outcome: "right", factor: login.amr } as const;
  const rows = await inTurn(ownersTurn(login.userId), (database) =>
    database.execute(sql`
    with me as (
      select u.id from users u where u.id = ${login.userId} and u.disabled_at is null for no key update of u
    ), found as (
      select p.id, p.user_id from passkeys p join me on me.id = p.user_id
      where p.id = ${login.passkeyId} and p.revoked_at is null and ${counted(login.counter)} for no key update of p
    ), begun as (
      insert into logins (handle_hash, route, asks, browser_hash, user_id, state, amr, return_to, browser, address, place,
        expires_at)
      select ${login.handleHash}, 'passkey', 'passkey', ${login.browserHash}, found.user_id, ${login.verified}, ${login.amr},
        ${login.returnTo}, ${login.browser}, ${login.address}::text, ${login.place}, now() + interval '60 seconds'
      from found on conflict (handle_hash) do nothing returning user_id, browser_hash
    ), used as (
      update passkeys p set counter = ${login.counter}::bigint, last_used_at = now() from found, begun where p.id = found.id
    ), ${clearFailures(sql`select user_id, browser_hash from begun`)}, audited as (${auditInsert(event, sql`from begun`)})
    select user_id from begun`),
  );
  return rows.length > 0;
}
