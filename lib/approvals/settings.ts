import "server-only";

import { z } from "zod";
import { apiAddress, isLoopback, missing } from "../settings";

/** Web Push (RFC 8292): the pair that this deployment signs with, and who push services may write to. */
export type PushSettings = Readonly<{
  publicKey: string;
  privateKey: string;
  subject: string;
}>;

export type ApprovalSettings = Readonly<{
  /** Null: phones are not notified; they show what waits when they are opened. */
  push: PushSettings | null;
  /** A push service on this machine in place of the browser's own; never set where people log in. */
  pushService: string | null;
}>;

const make = "make a pair with: npm run vapid";
const cures = {
  VAPID_PUBLIC_KEY: `${make}; set both, or neither`,
  VAPID_PRIVATE_KEY: `${make}; set both, or neither`,
  VAPID_SUBJECT: "how push services reach you: mailto:you@example.org or an https address",
  PUSH_SERVICE_URL: "a simulated push service on this machine; leave it out everywhere else",
} as const;

const shape = {
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^B[\w-]{86}$/)
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)
    .optional(),
  PUSH_SERVICE_URL: apiAddress.refine((url) => isLoopback(new URL(url).hostname)).optional(),
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

function build(given: Parsed): ApprovalSettings | readonly string[] {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = given;
  const pushService = given.PUSH_SERVICE_URL ?? null;
  if (publicKey === undefined && privateKey === undefined) return { push: null, pushService };
  if (publicKey === undefined) return [missing("VAPID_PUBLIC_KEY", cures.VAPID_PUBLIC_KEY)];
  if (privateKey === undefined) return [missing("VAPID_PRIVATE_KEY", cures.VAPID_PRIVATE_KEY)];
  if (subject === undefined) return [missing("VAPID_SUBJECT", cures.VAPID_SUBJECT)];
  return { push: { publicKey, privateKey, subject }, pushService };
}

export const approvalPart = { shape, cures, build };
