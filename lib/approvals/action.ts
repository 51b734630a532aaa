import "server-only";

import { redirect } from "next/navigation";
import type { ApprovalRow } from "@/db/queries/approval-view";
import { askFor, databaseNow, readApprovedForm, takeApproval } from "@/db/queries/approvals";
import type { Session } from "../auth/session";
import { hashSecret, randomSecret } from "../crypto";
import { formToken, readHandle, writeHandle } from "../flow-cookie";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { readVisitor } from "../visitor";
import { notifySoon } from "./push";
import { refusalWords } from "./refusals";
import { newApproval, type Subject } from "./request";
import { readApprovalOf } from "./view";

export type ApprovedOutcome =
  | Readonly<{ kind: "approved"; approvalId: string }>
  | Readonly<{ kind: "refused"; message: string }>;

const { useWithinSeconds } = policy.approval;

/**
 * For any action of the account whose owner is to approve it on a phone: says `approved` once, in the session that
 * asked, for exactly this subject, within five minutes of the answer. Before that it asks and leads to the page that
 * waits, which leads back to `page`; there `approvedForm` brings back what was typed (`kept`). Call it right before what
 * it protects, with what is done and nothing else: whatever differs from what was approved is asked for anew.
 */
export async function approved(
  session: Session,
  page: string,
  subject: Subject,
  kept: Readonly<Record<string, string>> = {},
): Promise<ApprovedOutcome> {
  const { message, details = [], logo = null } = subject;
  const subjectHash = hashSecret(JSON.stringify([message, details, logo]));
  const done = await takeApproval(session.id, page, subjectHash, useWithinSeconds);
  if (done) return { kind: "approved", approvalId: done };
  const handle = randomSecret();
  const approval = newApproval(
    {
      purpose: "action",
      handleHash: hashSecret(handle),
      page,
      subjectHash,
      sessionId: session.id,
      held: kept,
    },
    { userId: session.user.id, username: session.user.username },
    subject,
    await readVisitor(),
    await databaseNow(),
  );
  const { refusal } = await askFor(approval);
  if (refusal === "off") noticesSoon();
  if (refusal !== null) return { kind: "refused", message: refusalWords[refusal] };
  notifySoon(session.user.id, approval.id);
  await writeHandle("action", handle);
  return redirect("/account/approve");
}

/** What was typed on a page whose action is approved and waits to be done; null when there is none. */
export const approvedForm = (session: Session, page: string) =>
  readApprovedForm(session.id, page, useWithinSeconds);

/** The action of this very session that waits for a phone, or back to the account. */
export async function requireWaitingAction(
  session: Session,
): Promise<Readonly<{ row: ApprovalRow; formToken: string }>> {
  const handle = await readHandle("action");
  const row = handle ? await readApprovalOf("action", handle) : null;
  if (!handle || row?.sessionId !== session.id) redirect("/account");
  return { row, formToken: formToken(handle) };
}
