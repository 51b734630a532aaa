import "server-only";

import { z } from "zod";
import { apiAddress, list } from "../../settings";

export type TelnyxSettings = Readonly<{
  apiKey: string;
  apiHost: string;
  /** At least one of the two is there. */
  from: string | null;
  messagingProfileId: string | null;
  /** 32 bytes of Ed25519 in base64 each, for callbacks, which any of them may have signed; null: none are taken. */
  publicKeys: readonly string[] | null;
}>;

const named = /[A-Za-z]/;
const base64Of32Bytes = /^[A-Za-z0-9+/]{43}=$/;

export const shape = {
  TELNYX_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{12,256}$/)
    .optional(),
  TELNYX_FROM: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|\d{4,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/)
    .optional(),
  TELNYX_MESSAGING_PROFILE_ID: z.guid().optional(),
  TELNYX_PUBLIC_KEY: list(z.string().regex(base64Of32Bytes)).optional(),
  TELNYX_API_HOST: apiAddress.default("https://api.telnyx.com"),
} as const;

export const cures: Readonly<Record<keyof typeof shape, string>> = {
  TELNYX_API_KEY: "an API key (v2) from the Telnyx portal",
  TELNYX_FROM:
    "who texts come from: your Telnyx number such as +447700900000, a short code, or up to 11 letters and digits",
  TELNYX_MESSAGING_PROFILE_ID:
    "the UUID of your messaging profile; needed without TELNYX_FROM, and when that is a name",
  TELNYX_PUBLIC_KEY:
    "the public key of your Telnyx account: base64 of 32 bytes, from the portal; two of them separated by a comma while it changes",
  TELNYX_API_HOST: "leave it out for the real service (https://api.telnyx.com)",
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

export function build(parsed: Parsed): TelnyxSettings | readonly (keyof typeof shape)[] {
  const { TELNYX_API_KEY: apiKey, TELNYX_FROM: from, TELNYX_MESSAGING_PROFILE_ID: profile } = parsed;
  const missing: (keyof typeof shape)[] = [];
  if (!apiKey) missing.push("TELNYX_API_KEY");
  // A name alone has no number to send from: the profile gives it one.
  if (!profile && (!from || named.test(from))) missing.push("TELNYX_MESSAGING_PROFILE_ID");
  if (!apiKey || missing.length > 0) return missing;
  return {
    apiKey,
    apiHost: parsed.TELNYX_API_HOST,
    from: from ?? null,
    messagingProfileId: profile ?? null,
    publicKeys: parsed.TELNYX_PUBLIC_KEY ?? null,
  };
}
