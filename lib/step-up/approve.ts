import "server-only";

import { type ApprovalRefusal, askFor, databaseNow } from "@/db/queries/approvals";
import { findConfirmationId } from "@/db/queries/confirmations";
import { notifySoon } from "../approvals/push";
import { newApproval, stepUpSubject } from "../approvals/request";
import { readApprovalOf } from "../approvals/view";
import type { Session } from "../auth/session";
import { hashSecret } from "../crypto";
import { formToken, readHandle } from "../flow-cookie";
import { noticesSoon } from "../notices/deliver";
import type { Visitor } from "../visitor";

/** Asks the phones of whoever is logged in whether it is them. Null: they are asked. */
export async function askPhonesToConfirm(
  session: Session,
  handle: string,
  visitor: Visitor,
): Promise<ApprovalRefusal | "over" | null> {
  const confirmationId = await findConfirmationId(hashSecret(handle), session.id);
  if (!confirmationId) return "over";
  const asker = { purpose: "step-up", confirmationId, sessionId: session.id } as const;
  const { id: userId, username } = session.user;
  const approval = newApproval(asker, { userId, username }, stepUpSubject(), visitor, await databaseNow());
  const { refusal } = await askFor(approval);
  if (refusal === "off") noticesSoon();
  if (refusal === null) notifySoon(userId, approval.id);
  return refusal;
}

/** The step-up of this very session that waits for a phone; null when there is none. */
export async function waitingStepUp(session: Session) {
  const handle = await readHandle("step-up");
  const row = handle ? await readApprovalOf("step-up", handle) : null;
  if (!handle || row?.sessionId !== session.id) return null;
  const open = row.flowState === "open" || row.flowState === "proved";
  const refused = row.state === "denied" || row.state === "disowned";
  return open || refused ? { row, handle, formToken: formToken(handle) } : null;
}
