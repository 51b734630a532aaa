import "server-only";

import { z } from "zod";
import { apiAddress, list } from "../../settings";
import type { Channel } from "../provider";
import { readPrivateKey } from "./private-key";

export type VonageSettings = Readonly<{
  applicationId: string;
  /** PKCS#8 PEM, newest first; the others are tried where the one before is refused. */
  privateKeys: readonly [string, ...string[]];
  apiHost: string;
  workflow: readonly Channel[];
  /** Who each channel's messages come from, where that is not Vonage's choice. */
  senders: Readonly<Partial<Record<Channel, string>>>;
  templateId: string | null;
  /** The account may pass its own code. */
  ownCodes: boolean;
  /** What signed callbacks are checked with; null: none are taken. */
  callbacks: Readonly<{ apiKey: string; signatureSecrets: readonly string[] }> | null;
}>;

/** 15 digits or 11 letters, digits and spaces (OpenAPI of Verify v2). */
const sender = z.string().regex(/^(\+?[1-9]\d{2,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/);
const wireSender = (text: string) => text.replace(/^\+/, "");

export const shape = {
  VONAGE_APPLICATION_ID: z.uuid().optional(),
  VONAGE_PRIVATE_KEY: list(
    z
      .string()
      .transform(readPrivateKey)
      .refine((key) => key !== null),
  ).optional(),
  VONAGE_API_HOST: apiAddress.default("https://api.nexmo.com"),
  VONAGE_SMS_FROM: sender.transform(wireSender).optional(),
  VONAGE_WHATSAPP_FROM: z
    .string()
    .regex(/^\+?[1-9]\d{6,14}$/)
    .transform(wireSender)
    .optional(),
  VONAGE_RCS_FROM: z
    .string()
    .regex(/^[\w .+-]{1,15}$/)
    .optional(),
  VONAGE_EMAIL_FROM: z.email().optional(),
  VONAGE_TEMPLATE_ID: z.uuid().optional(),
  VONAGE_OWN_CODES: z.enum(["0", "1"]).default("0"),
  VONAGE_API_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{4,32}$/)
    .optional(),
  VONAGE_SIGNATURE_SECRET: list(z.string().min(32).max(512)).optional(),
} as const;

export const cures: Readonly<Record<keyof typeof shape, string>> = {
  VONAGE_APPLICATION_ID: "the UUID of your application in the Vonage dashboard",
  VONAGE_PRIVATE_KEY:
    "the application's private key: PEM text, with \\n for line breaks, or base64 of it; the former one behind a comma while it changes",
  VONAGE_API_HOST: "leave it out for the real service (https://api.nexmo.com)",
  VONAGE_SMS_FROM: "who texts come from: up to 15 digits, or up to 11 letters, digits and spaces",
  VONAGE_WHATSAPP_FROM: "the number of your WhatsApp Business account, such as 447700900000",
  VONAGE_RCS_FROM: "the name of your RCS sender, up to 15 characters; leave it out for Vonage's own",
  VONAGE_EMAIL_FROM: "the address that Vonage has authorised you to send from",
  VONAGE_TEMPLATE_ID: "the UUID of a template made through Vonage's API",
  VONAGE_OWN_CODES: "1 when your Vonage account may pass its own code, otherwise leave it out",
  VONAGE_API_KEY:
    "the key of your Vonage account, for signed callbacks: set VONAGE_SIGNATURE_SECRET too, or neither",
  VONAGE_SIGNATURE_SECRET:
    "the signature secret of your Vonage account, at least 32 characters, or two of them separated by a comma while it changes: set VONAGE_API_KEY too, or neither",
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

/** Problems name what is missing for this workflow. */
export function build(
  parsed: Parsed,
  workflow: readonly Channel[],
): VonageSettings | readonly (keyof typeof shape)[] {
  const { VONAGE_APPLICATION_ID: applicationId, VONAGE_PRIVATE_KEY: privateKeys } = parsed;
  const { VONAGE_API_KEY: apiKey, VONAGE_SIGNATURE_SECRET: signatureSecrets } = parsed;
  const missing: (keyof typeof shape)[] = [];
  if (!applicationId) missing.push("VONAGE_APPLICATION_ID");
  if (!privateKeys) missing.push("VONAGE_PRIVATE_KEY");
  if (workflow.includes("whatsapp") && !parsed.VONAGE_WHATSAPP_FROM) missing.push("VONAGE_WHATSAPP_FROM");
  if (signatureSecrets && !apiKey) missing.push("VONAGE_API_KEY");
  if (apiKey && !signatureSecrets) missing.push("VONAGE_SIGNATURE_SECRET");
  if (!applicationId || !privateKeys || missing.length > 0) return missing;
  return {
    applicationId,
    privateKeys,
    apiHost: parsed.VONAGE_API_HOST,
    workflow,
    senders: {
      ...(parsed.VONAGE_SMS_FROM && { sms: parsed.VONAGE_SMS_FROM }),
      ...(parsed.VONAGE_WHATSAPP_FROM && { whatsapp: parsed.VONAGE_WHATSAPP_FROM }),
      ...(parsed.VONAGE_RCS_FROM && { rcs: parsed.VONAGE_RCS_FROM }),
      ...(parsed.VONAGE_EMAIL_FROM && { email: parsed.VONAGE_EMAIL_FROM }),
    },
    templateId: parsed.VONAGE_TEMPLATE_ID ?? null,
    ownCodes: parsed.VONAGE_OWN_CODES === "1",
    callbacks: apiKey && signatureSecrets ? { apiKey, signatureSecrets } : null,
  };
}
