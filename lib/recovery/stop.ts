import "server-only";

import { stopOwnRecovery } from "@/db/queries/recoveries";
import { changing } from "../account/changing";
import type { Session } from "../auth/session";
import { noticesSoon } from "../notices/deliver";
import type { Visitor } from "../visitor";

/** Whoever is logged in, however weakly, has not lost everything. False: there is nothing to stop any more. */
export async function stopRecovery(session: Session, visitor: Visitor): Promise<boolean> {
  const stopped = await stopOwnRecovery(changing(session, visitor, "recovery-stopped"));
  if (stopped) noticesSoon();
  return stopped;
}
