import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";

export type DueNotice = Readonly<{
  id: string;
  kind: string;
  channel: "email" | "text";
  recipient: string;
  details: unknown;
  /** Milliseconds since 1970, and how long that is ago by the database's clock. */
  createdAt: number;
  ageSeconds: number;
  /** With the one that begins now. */
  attempts: number;
}>;

/**
 * Takes notices that are due, each for one caller however many ask. They come up again after the wait of their attempt,
 * so that nothing is lost with whoever took them: `retryAfter` has the seconds, the last one for all further attempts.
 */
export async function claimDueNotices(retryAfter: readonly number[], most: number): Promise<DueNotice[]> {
  const waits = sql.join(
    retryAfter.map((seconds) => sql`${seconds}::int`),
    sql`, `,
  );
  return db().execute<DueNotice>(sql`
    with due as (
      select id from notices where sent_at is null and given_up_at is null and due_at <= now()
      order by due_at limit ${most}::int for update skip locked
    )
    update notices n set attempts = n.attempts + 1, due_at = now() + interval '1 second' *
      (array[${waits}])[least(n.attempts + 1, ${retryAfter.length}::int)]
    from due where n.id = due.id
    returning n.id, n.kind, n.channel, n.recipient, n.details, n.attempts::int as "attempts",
      (extract(epoch from n.created_at) * 1000)::float8 as "createdAt",
      extract(epoch from now() - n.created_at)::float8 as "ageSeconds"`);
}

export async function markSent(id: string): Promise<void> {
  await db().execute(
    sql`update notices set sent_at = now() where id = ${id} and sent_at is null and given_up_at is null`,
  );
}

/** True for whoever gave it up: somebody else may have sent it meanwhile, or be at it again. */
export async function giveUp(id: string, attempts: number): Promise<boolean> {
  const rows = await db().execute(sql`
    update notices set given_up_at = now()
    where id = ${id} and attempts = ${attempts} and sent_at is null and given_up_at is null returning id`);
  return rows.length > 0;
}

/** `createdAt` is in milliseconds since 1970. */
export type UndeliveredNotice = Readonly<{ kind: string; channel: "email" | "text"; createdAt: number }>;

/** What an account's owner should have been told lately and was not, the newest first. */
export async function findUndelivered(userId: string, withinSeconds: number): Promise<UndeliveredNotice[]> {
  return db().execute<UndeliveredNotice>(sql`
    select kind, channel, (extract(epoch from created_at) * 1000)::float8 as "createdAt"
    from notices where user_id = ${userId} and given_up_at > ${ago(withinSeconds)} order by created_at desc, id`);
}
