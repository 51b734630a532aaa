import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import type { AuditContext } from "./audit";
import type { Transition } from "./logins";

export type NewPhoneAccount = AuditContext &
  Readonly<
    Record<"handleHash" | "username" | "usernameKey" | "usernameSkeleton" | "email" | "emailKey", string>
  >;

/**
 * The account of a number that its login has proved, without a password, and that login verified: all or nothing.
 * Conflicts throw as those of `createAccount` do. Null: the login is over.
 */
export async function createPhoneAccount(
  account: NewPhoneAccount,
  step: Readonly<{ from: string; passed: Transition }>,
): Promise<{ returnTo: string | null } | null> {
  const rows = await db().execute<{ returnTo: string | null }>(sql`
    with held as (
      select l.id, l.return_to, c.phone from logins l join challenges c on c.login_id = l.id and c.state = 'approved'
      where l.handle_hash = ${account.handleHash} and l.state = ${step.from} and l.route = 'phone' and l.user_id is null
        and l.expires_at > now()
      order by c.number desc limit 1 for update of l
    ), person as (
      insert into users (username, username_key, username_skeleton, email, email_key)
      select ${account.username}, ${account.usernameKey}, ${account.usernameSkeleton}, ${account.email}, ${account.emailKey}
      from held returning id
    ), phone as (
      insert into phones (user_id, number, last_used_at) select person.id, held.phone, now() from person, held
    ), moved as (
      update logins set user_id = person.id, state = ${step.passed.to} from person, held where logins.id = held.id
    ), audited as (
      insert into audit (event, outcome, user_id, factor, browser, address)
      select 'signup.account', 'created', id, 'sms', ${account.browser}, ${account.address}::text from person
    )
    select held.return_to as "returnTo" from held, person`);
  return rows[0] ?? null;
}
