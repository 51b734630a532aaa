import "server-only";

import { redirect } from "next/navigation";
import type { ApprovalRow } from "@/db/queries/approval-view";
import { type ApprovalRefusal, askFor } from "@/db/queries/approvals";
import { askPinInsteadOf, findChallengedLogin } from "@/db/queries/approved-logins";
import { notifySoon } from "../approvals/push";
import { loginSubject, newApproval } from "../approvals/request";
import { readApprovalOf } from "../approvals/view";
import { askPin } from "../challenges/ask-pin";
import { endMessage } from "../challenges/next";
import { hashSecret } from "../crypto";
import { flowRef, formToken, readHandle } from "../flow-cookie";
import { noticesSoon } from "../notices/deliver";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { isLoginState, pathFor, transition } from "./machine";

export type WaitingLogin = Readonly<{ row: ApprovalRow; handle: string; formToken: string }>;

const PAGE = "/login/approve";
const challenged = transition("challengeStarted");

/** Denied on the phone: the page that waited says so, instead of leading away. */
const refusedThere = ({ flowState, state }: ApprovalRow): boolean =>
  (flowState === "failed" || flowState === "cancelled") && (state === "denied" || state === "disowned");

/** The login of this browser that waits for a phone, or away to where the browser belongs. */
export async function requireWaitingLogin(): Promise<WaitingLogin> {
  const handle = await readHandle("login");
  const row = handle ? await readApprovalOf("login", handle) : null;
  if (!handle || !row || !isLoginState(row.flowState)) redirect("/login?ended=expired");
  const path = pathFor(row.flowState, row.asks);
  if (path !== PAGE && !refusedThere(row)) redirect(path === "/login" ? "/login?ended=closed" : path);
  return { row, handle, formToken: formToken(handle) };
}

/**
 * Asks the phones, once more or for the first time in this login. Null: they are asked, and a message that runs is ended,
 * so that no call comes beside.
 */
export async function askPhones(
  handle: string,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<ApprovalRefusal | "over" | null> {
  const login = await findChallengedLogin(hashSecret(handle), challenged.to);
  if (!login) return "over";
  const { id: loginId, userId, username, browserHash, now } = login;
  const asker = { purpose: "login", loginId, browserHash } as const;
  const approval = newApproval(asker, { userId, username }, loginSubject(), visitor, now);
  const { refusal } = await askFor(approval);
  if (refusal === "off") noticesSoon();
  if (refusal !== null) return refusal;
  notifySoon(userId, approval.id);
  await endMessage(flowRef("login", handle), providers);
  return null;
}

/** Leaves the phone's answer and sends a PIN instead; where one was sent before in this login, its page goes on. */
export async function askPinInstead(
  handle: string,
  byCall: boolean,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<boolean> {
  const handleHash = hashSecret(handle);
  if (!(await askPinInsteadOf(handleHash, challenged))) return false;
  const login = await findChallengedLogin(handleHash, challenged.to);
  if (!login) return false;
  await askPin("login", handle, { ...login, byCall }, visitor, providers);
  return true;
}

/** Whether this deployment's provider calls. */
export const offersCalls = (providers: Providers = verifyProviders()): boolean =>
  providers.first.workflow.includes("voice");

/** The login of this handle, if its phone has approved and its session is still to come. */
export async function verifiedLogin(handle: string): Promise<Readonly<{ returnTo: string | null }> | null> {
  const row = await readApprovalOf("login", handle);
  return row?.flowState === transition("factorPassed").to ? { returnTo: row.returnTo } : null;
}
