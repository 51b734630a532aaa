import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { type Asked, askApproval, askedColumns, type NewApproval } from "./approvals";
import { auditInsert } from "./audit";
import type { NewLogin, Transition } from "./logins";
import { among } from "./words";

export type NewApprovedLogin = Omit<
  NewLogin,
  "route" | "userId" | "phone" | "message" | "reserve" | "failureRule"
> &
  Readonly<{ id: string; approval: NewApproval }>;

/** Writes a login that waits for an answer on a phone, if one may be asked; otherwise nothing. */
export async function beginApprovedLogin(login: NewApprovedLogin): Promise<Asked> {
  const { approval } = login;
  const event = {
    event: "login.password",
    outcome: "right",
    factor: "pwd",
    userId: approval.userId,
  } as const;
  const rows = await db().execute<Asked>(sql`
    with ${askApproval(approval)}, begun as (
      insert into logins (id, handle_hash, route, asks, browser_hash, user_id, state, amr, return_to, browser, address, place,
        expires_at)
      select ${login.id}::uuid, ${login.handleHash}, 'password', 'approval', ${login.browserHash}, ${approval.userId}::uuid,
        ${login.state}, ${login.amr}, ${login.returnTo}, ${login.browser}, ${login.address}, ${login.place},
        now() + ${login.lifeSeconds}::int * interval '1 second'
      from asked
    ), entered as (${auditInsert({ browser: login.browser, address: login.address, ...event }, sql`from asked`)})
    select ${askedColumns}`);
  return rows[0] ?? { refusal: "none" };
}

/** A login that asks for its second factor, with what another way of asking needs. */
export type ChallengedLogin = Readonly<{
  id: string;
  userId: string;
  username: string;
  phone: string;
  email: string;
  locale: string | null;
  browserHash: string | null;
  /** Milliseconds since 1970. */
  now: number;
}>;

export async function findChallengedLogin(
  handleHash: string,
  state: string,
): Promise<ChallengedLogin | null> {
  const rows = await db().execute<ChallengedLogin>(sql`
    select l.id, u.id as "userId", u.username, p.number as "phone", u.email, u.locale, l.browser_hash as "browserHash",
      floor(extract(epoch from now()) * 1000)::float8 as "now"
    from logins l join users u on u.id = l.user_id join phones p on p.user_id = u.id
    where l.handle_hash = ${handleHash} and l.state = ${state} and l.route = 'password' and l.expires_at > now()
      and u.disabled_at is null`);
  return rows[0] ?? null;
}

/** A login gives its request up and asks for a PIN. False: it is over. */
export async function askPinInsteadOf(handleHash: string, step: Transition): Promise<boolean> {
  const rows = await db().execute(sql`
    with owner as (
      update logins set asks = 'pin' where handle_hash = ${handleHash} and state in ${among(step.from)}
        and state <> 'identified' and expires_at > now() returning id
    ), cancelled as (
      update approvals a set state = 'cancelled', decided_at = now()
      from owner where a.login_id = owner.id and a.state = 'pending'
    ) select id from owner`);
  return rows.length > 0;
}
