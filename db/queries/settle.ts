import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";

export type Settled = Readonly<Record<"starts" | "codes", number>>;

/** Rows touched by one statement: short enough to hold up nobody. */
const BATCH = 1000;

/**
 * Settles what a stopped instance left half done: a start that nobody recorded is `unknown` after `pendingSeconds`,
 * and what is still unknown when its PIN would have ended has failed. Hashes of PINs that are over are deleted.
 */
export async function settleChallenges(pendingSeconds: number): Promise<Settled> {
  const starts = await db().execute(sql`
    with stuck as (
      select id, provider from challenges
      where state in ('pending', 'unknown')
        and (expires_at <= now() or state = 'pending' and created_at <= ${ago(pendingSeconds)})
      limit ${BATCH} for update skip locked
    ), ledger as (
      update sends set result = 'unknown' from stuck where sends.challenge_id = stuck.id and sends.result = 'reserved'
    )
    update challenges c set state = case when c.expires_at <= now() then 'failed' else 'unknown' end,
      failure = 'unknown', code_hash = case when c.expires_at > now() then c.code_hash end,
      closed_at = case when c.expires_at <= now() then now() end
    from stuck where c.id = stuck.id returning c.id`);
  const codes = await db().execute(sql`
    update challenges set code_hash = null where id in (
      select id from challenges where code_hash is not null and expires_at <= now()
      limit ${BATCH} for update skip locked
    ) returning id`);
  return { starts: starts.length, codes: codes.length };
}
