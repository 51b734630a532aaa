import "server-only";

import { z } from "zod";
import { apiAddress, isLoopback, list, missing, notUsable } from "../settings";

export type VapidPair = Readonly<{ publicKey: string; privateKey: string }>;

/** Web Push (RFC 8292): the pairs that this deployment signs with, and who push services may write to. */
export type PushSettings = Readonly<{
  /** Newest first: phones subscribe with the first, and those from before with the others. */
  pairs: readonly [VapidPair, ...VapidPair[]];
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
  VAPID_PRIVATE_KEY: `${make}; set both, or neither, and as many of one as of the other`,
  VAPID_SUBJECT: "how push services reach you: mailto:you@example.org or an https address",
  PUSH_SERVICE_URL: "a simulated push service on this machine; leave it out everywhere else",
} as const;

const shape = {
  VAPID_PUBLIC_KEY: list(z.string().regex(/^B[\w-]{86}$/)).optional(),
  VAPID_PRIVATE_KEY: list(z.string().regex(/^[\w-]{43}$/)).optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)
    .optional(),
  PUSH_SERVICE_URL: apiAddress.refine((url) => isLoopback(new URL(url).hostname)).optional(),
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

function build(given: Parsed): ApprovalSettings | readonly string[] {
  const { VAPID_PUBLIC_KEY: publicKeys, VAPID_PRIVATE_KEY: privateKeys, VAPID_SUBJECT: subject } = given;
  const pushService = given.PUSH_SERVICE_URL ?? null;
  if (publicKeys === undefined && privateKeys === undefined) return { push: null, pushService };
  if (publicKeys === undefined) return [missing("VAPID_PUBLIC_KEY", cures.VAPID_PUBLIC_KEY)];
  if (privateKeys === undefined) return [missing("VAPID_PRIVATE_KEY", cures.VAPID_PRIVATE_KEY)];
  if (subject === undefined) return [missing("VAPID_SUBJECT", cures.VAPID_SUBJECT)];
  const [publicKey, ...formerKeys] = publicKeys;
  const [privateKey, ...former] = privateKeys;
  const others = former.map((key, index) => ({ publicKey: formerKeys[index] ?? "", privateKey: key }));
  if (formerKeys.length !== former.length) return [notUsable("VAPID_PRIVATE_KEY", cures.VAPID_PRIVATE_KEY)];
  return { push: { pairs: [{ publicKey, privateKey }, ...others], subject }, pushService };
}

export const approvalPart = { shape, cures, build };
