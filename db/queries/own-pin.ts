import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";

export type OwnPinRow = Readonly<{
  provider: string;
  state: string;
  failure: string | null;
  createdAt: string;
  endedAt: string | null;
  /** What the provider's callbacks have told of it, the oldest first; times are ISO 8601. */
  told: readonly Readonly<{ channel: string; status: string; at: string }>[];
}>;

/** The newest PIN that an account has asked for to confirm something, and what is known of it. */
export async function newestOwnPin(userId: string): Promise<OwnPinRow | null> {
  const [row] = await db().execute<OwnPinRow>(sql`
    select c.provider, c.state, c.failure, c.created_at as "createdAt", c.closed_at as "endedAt",
      coalesce((
        select json_agg(json_build_object('channel', e.channel, 'status', e.status, 'at', e.received_at) order by e.id)
        from provider_events e where e.request_id = c.provider_request_id and e.provider = c.provider
      ), '[]') as told
    from confirmations f join challenges c on c.confirmation_id = f.id
    where f.user_id = ${userId} and f.purpose = 'step-up' order by c.created_at desc limit 1`);
  return row ?? null;
}
