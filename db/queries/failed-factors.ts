import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type NoticeChannels, seenFrom, tellOwner } from "./notices";

/**
 * A WITH query: tells the owners in `of`, a query of (user_id, browser, place), that somebody who knew the password, or
 * reads their mail, had no right PIN. Once an hour.
 */
export const tellFailure = (notices: NoticeChannels, of: SQL): SQL =>
  tellOwner(
    "failed-factor",
    notices,
    sql`select f.user_id, ${seenFrom(sql`f.browser`, sql`f.place`)} as details from (${of}) f where not exists (
      select 1 from notices n where n.user_id = f.user_id and n.kind = 'failed-factor'
        and n.created_at > now() - interval '1 hour')`,
  );

/**
 * A wrong PIN after a right password, in a browser that the account does not know: its owner is told at once. In one
 * that it knows a PIN may be mistyped; there all tries have to be spent. True: there is something to be sent.
 */
export const tellUnknownBrowser = (challengeId: string, notices: NoticeChannels): Promise<boolean> =>
  tellOf(
    sql`select l.* from challenges c join logins l on l.id = c.login_id where c.id = ${challengeId}`,
    notices,
  );

/** The same for a wrong code of an authenticator app, or a wrong recovery code. */
export const tellWrongFactor = (handleHash: string, notices: NoticeChannels): Promise<boolean> =>
  tellOf(sql`select l.* from logins l where l.handle_hash = ${handleHash}`, notices);

async function tellOf(login: SQL, notices: NoticeChannels): Promise<boolean> {
  const rows = await db().execute(sql`
    with told as (${tellFailure(
      notices,
      sql`select l.user_id, l.browser, l.place from (${login}) l
        where l.route = 'password' and exists (select 1 from browsers b where b.user_id = l.user_id)
          and not exists (select 1 from browsers b where b.user_id = l.user_id and b.browser_hash = l.browser_hash)`,
    )})
    select user_id from told`);
  return rows.length > 0;
}
