import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import type { AuditContext, AuditEvent } from "./audit";

/** An administrator who looks at something, and what it is. */
export type Look = AuditContext &
  Readonly<{
    event: Extract<AuditEvent, "admin.searched" | "admin.viewed" | "admin.examined">;
    outcome: string;
    actorId: string;
    /** Whose account it is; null for a search. */
    userId: string | null;
    details: Readonly<Record<string, string>>;
  }>;

/** Lines of the administrator that are looked at for the same: more than anybody looks at in the time. */
const RECENT = 200;

/** Writes a look down, unless the same is there since `everySeconds` ago: reloading a page is not news. */
export async function recordLook(look: Look, everySeconds: number): Promise<void> {
  const { event, outcome, actorId, userId, browser, address } = look;
  const details = JSON.stringify(look.details);
  await db().execute(sql`
    insert into audit (event, outcome, user_id, actor_id, browser, address, details)
    select ${event}, ${outcome}, ${userId}::uuid, ${actorId}::uuid, ${browser}, ${address}::text, ${details}::jsonb
    where not exists (
      select 1 from (select * from audit where actor_id = ${actorId} order by audit.id desc limit ${RECENT}) r
      where r.event = ${event} and r.outcome = ${outcome} and r.user_id is not distinct from ${userId}::uuid
        and r.details = ${details}::jsonb and r.at > now() - ${everySeconds}::int * interval '1 second')`);
}
