import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { AuditContext } from "./audit";
import { asOwner, endPending, endSessions } from "./endings";
import type { Transition } from "./logins";
import type { NoticeChannels } from "./notices";
import { stoppedBy, stopRecoveries } from "./recoveries";

/** Where somebody used the link of a notice. */
export type Pressed = AuditContext & Readonly<{ place: string | null }>;

/** `revoked` of the login machine, how long nothing can be changed, and how it is told that a recovery was stopped. */
export type Lockdown = Readonly<{ revoked: Transition; freezeSeconds: number; stopped: NoticeChannels }>;

/** A reset stays possible: it is how an owner gets back in. */
const purposes = ["step-up", "phone-change", "email-change", "recovery"];

/**
 * Ends what the account has pending, then makes `change`, a statement that begins with the queries of `lockDown`. Both
 * look by themselves whether there is something to do: `whose` is a query of (user_id).
 */
export const lockingDown = (userId: string, whose: SQL, { revoked }: Lockdown, change: SQL) =>
  asOwner(userId, endPending(whose, revoked, purposes), change);

/** WITH queries over a WITH query `owner` of (user_id): no session, no recovery, and no change for a while. */
export const lockDown = ({ freezeSeconds, stopped }: Lockdown, pressed: Pressed): SQL => sql`
  frozen as (
    update users set frozen_until = greatest(frozen_until, now() + ${freezeSeconds}::int * interval '1 second')
    from owner where users.id = owner.user_id returning users.id as user_id, frozen_until
  ), ${endSessions(sql`select user_id from owner`, "disputed")},
  ${stopRecoveries(sql`select user_id from owner`, "disputed", stopped, stoppedBy(pressed))}`;
