import "server-only";

import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { ApprovalPurpose, Asker, NewApproval } from "@/db/queries/approvals";
import { purposeKey, sameText } from "../crypto";
import { env } from "../env";
import { iso } from "../iso";
import { noticeChannels } from "../notices/channels";
import { policy } from "../policy";
import { type ApprovalDetail, approvalRequest } from "../schemas/approval";
import type { Visitor } from "../visitor";

/** What the phone shows. `logo`: a path of this application, such as /logo.svg. */
export type Subject = Readonly<{
  message: string;
  details?: readonly ApprovalDetail[];
  logo?: string | null;
}>;

export type Whom = Readonly<{ userId: string; username: string }>;

const { digits, lifeSeconds, tries, mostIn } = policy.approval;

/** The digits that the browser shows for a request: made from its id, so that they stand nowhere. */
export function digitsOf(id: string, secret: string = env().authSecrets[0]): string {
  const mac = createHmac("sha256", purposeKey("approval-digits", secret)).update(id).digest();
  // 48 bits: what is left over is below 1 in 10⁸.
  return String(mac.readUIntBE(0, 6) % 10 ** digits).padStart(digits, "0");
}

/** Whether these are the digits of a request; a secret that was replaced a moment ago still counts. */
export const areDigits = (id: string, typed: string): boolean =>
  env().authSecrets.some((secret) => sameText(digitsOf(id, secret), typed));

type Asking = Readonly<{ id: string; purpose: ApprovalPurpose; account: string; askedAt: number }>;

/**
 * The text that is signed, field by field in the order of the schema, which throws where a subject does not fit. It is
 * stored and given to phones as it is: nobody ever writes it anew.
 */
export function requestText(
  { id, purpose, account, askedAt }: Asking,
  { message, details = [], logo = null }: Subject,
  { browser, place, address }: Pick<Visitor, "browser" | "place" | "address">,
): string {
  return JSON.stringify(
    approvalRequest.parse({
      type: "countersign.request",
      v: 1,
      id,
      nonce: randomBytes(16).toString("base64url"),
      audience: env().appUrl.origin,
      account,
      purpose,
      message,
      details: details.map(({ label, value }) => ({ label, value })),
      logo,
      browser,
      place,
      address,
      askedAt: iso(askedAt),
      expiresAt: iso(askedAt + lifeSeconds * 1000),
    }),
  );
}

/** A request before it is written down. `askedAt`: the database's clock, milliseconds since 1970. */
export function newApproval(
  asker: Asker,
  { userId, username }: Whom,
  subject: Subject,
  visitor: Pick<Visitor, "browser" | "place" | "address">,
  askedAt: number,
): NewApproval {
  const id = randomUUID();
  const { browser, address, place } = visitor;
  return {
    id,
    userId,
    asker,
    request: requestText({ id, purpose: asker.purpose, account: username, askedAt }, subject, visitor),
    askedAt,
    browser,
    address,
    place,
    rule: { lifeSeconds, tries, mostIn, notices: noticeChannels("approvals-off") },
  };
}

export const loginSubject = (): Subject => ({ message: `Log in to ${env().brand}` });
export const stepUpSubject = (): Subject => ({ message: "Confirm that it is you, to change your account" });
