import "server-only";

import { endOneSession, endOtherSessions } from "@/db/queries/session-list";
import type { Session } from "../auth/session";
import { isId } from "../ids";
import { noticesSoon } from "../notices/deliver";
import type { Visitor } from "../visitor";
import { changing } from "./changing";

const ending = (session: Session, visitor: Visitor) => ({
  ...changing(session, visitor, "sessions-ended"),
  evenFrozen: true,
});

/**
 * Ends one other session of the account. Somebody else's, one that never was, one that is over and what is no id at
 * all are the same: false, and nothing has changed.
 */
export async function endSessionOf(session: Session, visitor: Visitor, id: string): Promise<boolean> {
  return isId(id) && endOneSession(ending(session, visitor), id);
}

/** Ends every session but the one that asks, and tells the owner. False: there was no other. */
export async function endOthersOf(session: Session, visitor: Visitor): Promise<boolean> {
  const ended = await endOtherSessions(ending(session, visitor));
  if (ended === 0) return false;
  noticesSoon();
  return true;
}
