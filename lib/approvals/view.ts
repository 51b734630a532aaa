import "server-only";

import { type ApprovalRow, readApproval } from "@/db/queries/approval-view";
import type { ApprovalPurpose, ApprovalState } from "@/db/queries/approvals";
import { hashSecret } from "../crypto";
import { iso } from "../iso";
import { policy } from "../policy";
import { type ApprovalDetail, approvalRequest } from "../schemas/approval";
import { digitsOf } from "./request";

/** What the waiting browser shows. Times are ISO 8601 by the database's clock; `now` corrects the browser's. */
export type ApprovalView = Readonly<{
  purpose: ApprovalPurpose;
  state: ApprovalState;
  username: string;
  message: string;
  details: readonly ApprovalDetail[];
  /** To be typed on the phone; null when nothing waits. */
  digits: string | null;
  triesLeft: number;
  /** What the phones are called. */
  devices: readonly string[];
  push: string | null;
  now: string;
  expiresAt: string;
  /** From when on the other ways are offered without being asked for. */
  otherWaysAt: string;
  /** Changes whenever anything above changes other than by the clock alone. */
  version: string;
}>;

/** Expiry is computed: nobody has to write it down first. */
const stateOf = ({ state, expiresAt, now }: ApprovalRow): ApprovalState =>
  state === "pending" && expiresAt <= now ? "lapsed" : state;

export function approvalView(purpose: ApprovalPurpose, row: ApprovalRow): ApprovalView {
  const state = stateOf(row);
  const { message, details } = approvalRequest.parse(JSON.parse(row.request));
  const { username, devices, push, triesLeft } = row;
  const shown = {
    purpose,
    state,
    username,
    message,
    details,
    digits: state === "pending" ? digitsOf(row.id) : null,
    triesLeft,
    devices,
    push,
    expiresAt: iso(row.expiresAt),
    otherWaysAt: iso(row.createdAt + policy.approval.otherWaysAfterSeconds * 1000),
  };
  const version = hashSecret(JSON.stringify([row.id, row.flowState, row.asks, shown])).slice(0, 16);
  return { ...shown, now: iso(row.now), version };
}

/** What a browser that holds this handle waits for; null when that is nothing. */
export const readApprovalOf = (purpose: ApprovalPurpose, handle: string): Promise<ApprovalRow | null> =>
  readApproval({ purpose, handleHash: hashSecret(handle) });
