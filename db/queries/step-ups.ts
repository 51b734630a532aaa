import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { renewal } from "./endings";
import { joinedMethods } from "./logins";

/**
 * Uses a proved step-up, once: its session goes on under a new id, with all that is proved by now. The handle then names
 * a verified login; one that still waits for its session, as the answer was lost, is answered again. Null: it is over, or
 * belongs to another session.
 */
export async function finishStepUp(
  handleHash: string,
  sessionId: string,
  verified: string,
): Promise<{ returnTo: string | null } | null> {
  const rows = await db().execute<{ returnTo: string | null }>(sql`
    with done as (
      update confirmations set state = 'done', ended_at = now()
      where handle_hash = ${handleHash} and purpose = 'step-up' and state = 'proved' and session_id = ${sessionId}
        and expires_at > now()
      returning session_id, amr, return_to
    ), renewed as (${renewal(
      sql`${handleHash}`,
      verified,
      sql`select done.session_id, ${joinedMethods(sql`old.amr`, sql`done.amr`)} as amr, done.return_to
        from done join sessions old on old.id = done.session_id`,
    )})
    select return_to as "returnTo" from renewed
    union all
    select return_to from logins where handle_hash = ${handleHash} and route = 'renewal' and continues = ${sessionId}
      and state = ${verified} and expires_at > now()`);
  return rows[0] ?? null;
}
