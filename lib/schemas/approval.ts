import { z } from "zod";

/** A line of what is to be approved, such as Payee: Jarod's vault. */
const approvalDetail = z.strictObject({
  label: z.string().min(1).max(40),
  value: z.string().min(1).max(200),
});

/**
 * What a phone shows and signs. `logo` is a path of this application. Times are ISO 8601 by the database's clock. The
 * order of the fields is that of the text that is signed.
 */
export const approvalRequest = z.strictObject({
  type: z.literal("countersign.request"),
  v: z.literal(1),
  id: z.uuid(),
  nonce: z.string().regex(/^[\w-]{22}$/),
  /** Origin of the application that asks. */
  audience: z.string(),
  account: z.string(),
  purpose: z.enum(["login", "step-up", "action"]),
  message: z.string().min(1).max(120),
  details: z.array(approvalDetail).max(12),
  logo: z.string().nullable(),
  browser: z.string(),
  place: z.string().nullable(),
  address: z.string().nullable(),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export type ApprovalDetail = z.infer<typeof approvalDetail>;
export type ApprovalRequest = z.infer<typeof approvalRequest>;

export const decisions = ["approved", "denied", "disowned"] as const;
export type Decision = (typeof decisions)[number];

/**
 * The text that a phone signs. `request` is the text that it was given, to the byte, and `digits` what was typed; null
 * where it says no.
 */
export const statementText = (
  decision: Decision,
  digits: string | null,
  device: string,
  request: string,
): string =>
  `{"type":"countersign.decision","v":1,"decision":${JSON.stringify(decision)},"digits":${JSON.stringify(digits)},"device":${JSON.stringify(device)},"request":${request}}`;

/** What is signed with a post of a phone: nothing that is signed for one application means anything to another. */
export const postText = (audience: string, body: string): string =>
  `countersign.device-post\n${audience}\n${body}`;

export const enrolmentText = (audience: string, token: string, publicKey: string): string =>
  `countersign.enrolment\n${audience}\n${token}\n${publicKey}`;
