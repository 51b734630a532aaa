import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Changing, mayChange, where } from "./account-changes";
import { endTrust, ownersTurn } from "./endings";
import { tellOwner } from "./notices";
import { inTurn } from "./turns";

/** A session that nobody has ended; limits are judged by the caller. Times are milliseconds since 1970. */
export type ListedSession = Readonly<{
  id: string;
  amr: string;
  browser: string;
  place: string | null;
  openedAt: number;
  lastSeenAt: number;
  ageSeconds: number;
  idleSeconds: number;
}>;

/** Newest activity first. */
export async function listSessions(userId: string): Promise<ListedSession[]> {
  return db().execute<ListedSession>(sql`
    select id, amr, browser, place,
      (extract(epoch from created_at) * 1000)::float8 as "openedAt",
      (extract(epoch from last_seen_at) * 1000)::float8 as "lastSeenAt",
      extract(epoch from now() - created_at)::float8 as "ageSeconds",
      extract(epoch from now() - last_seen_at)::float8 as "idleSeconds"
    from sessions where user_id = ${userId} and revoked_at is null
    order by last_seen_at desc, id`);
}

/** WITH queries: ends sessions of whoever may still change the account, never the one that asks; records each. */
const endOwn = (by: Changing, which: SQL): SQL => sql`
  me as (${mayChange(by)}), ended as (
    update sessions s set revoked_at = now(), revoked_for = 'owner' from me
    where s.user_id = me.id and s.id <> me.session_id and s.revoked_at is null and ${which}
    returning s.id, s.user_id, s.browser, s.address, s.place
  ), audited as (
    insert into audit (event, outcome, user_id, session_id, browser, address, details)
    select 'session.ended', 'owner', user_id, id, browser, address,
      jsonb_build_object('place', place, 'by', ${by.browser}::text) from ended
  )`;

/** False: it is not a session of this account, not open, or the one that asks. `id` is a UUID. */
export async function endOneSession(by: Changing, id: string): Promise<boolean> {
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute(sql`with ${endOwn(by, sql`s.id = ${id}`)} select id from ended`),
  );
  return rows.length > 0;
}

/** How many were ended; the owner is told of them together. No browser is trusted any more. */
export async function endOtherSessions(by: Changing): Promise<number> {
  const about = sql`select distinct user_id, ${where(by)} as details from ended`;
  const rows = await inTurn(ownersTurn(by.userId), (database) =>
    database.execute(sql`
    with ${endOwn(by, sql`true`)}, told as (${tellOwner("sessions-ended", by.notices, about)}),
    untrusted as (${endTrust(sql`select id as user_id from me`)})
    select id from ended`),
  );
  return rows.length;
}
