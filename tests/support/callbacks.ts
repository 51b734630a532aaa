import { createHash, generateKeyPairSync, type KeyLike, randomUUID, sign } from "node:crypto";
import { SignJWT } from "jose";
import type { Callback } from "@/lib/verify/provider";

/** Whose callbacks they are, and what they are signed with. */
export type Account = Readonly<{ apiKey: string; applicationId: string; signatureSecret: string }>;

export const account: Account = {
  apiKey: "a1b2c3d4",
  applicationId: "4f1c9f0e-6d0b-4c53-9f43-1d3b6f0a7c21",
  signatureSecret: "a-signature-secret-of-forty-characters--",
};

export const nowSeconds = () => Math.floor(Date.now() / 1000);

type Claims = Readonly<Record<string, unknown>>;

/** The claims that Vonage signs a body with. */
export const vonageClaims = (body: string, whose: Account = account): Claims => ({
  iss: "Vonage",
  iat: nowSeconds(),
  jti: randomUUID(),
  payload_hash: createHash("sha256").update(body).digest("hex"),
  api_key: whose.apiKey,
  application_id: whose.applicationId,
});

/** A token of Vonage's; what is undefined among the claims is left out. */
export const vonageToken = (
  claims: Claims,
  secret: string = account.signatureSecret,
  alg: "HS256" | "HS384" | "HS512" = "HS256",
): Promise<string> =>
  new SignJWT(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ alg, typ: "JWT" })
    .sign(new TextEncoder().encode(secret));

/** The headers of a callback as Vonage signs it. */
export async function vonageHeaders(
  body: string,
  change: Claims = {},
  whose: Account = account,
): Promise<Record<string, string>> {
  const token = await vonageToken({ ...vonageClaims(body, whose), ...change }, whose.signatureSecret);
  return { authorization: `Bearer ${token}` };
}

const keys = generateKeyPairSync("ed25519");
/** The bare 32 bytes in base64, as Telnyx's portal shows them. */
export const telnyxPublicKey = keys.publicKey
  .export({ type: "spki", format: "der" })
  .subarray(-32)
  .toString("base64");

/** The headers of a callback as Telnyx signs it. */
export function telnyxHeaders(
  body: string | Uint8Array,
  timestamp: string = String(nowSeconds()),
  key: KeyLike = keys.privateKey,
): Record<string, string> {
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), Buffer.from(body)]);
  return {
    "telnyx-timestamp": timestamp,
    "telnyx-signature-ed25519": sign(null, signed, key).toString("base64"),
  };
}

export const callbackOf = (body: string | Uint8Array, headers: Record<string, string>): Callback => ({
  header: (name) => headers[name.toLowerCase()] ?? null,
  body: Buffer.from(body),
});
