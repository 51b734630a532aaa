import "server-only";

import { createHash } from "node:crypto";
import { decodeJwt, errors, jwtVerify } from "jose";
import { z } from "zod";
import { sameText } from "../../crypto";
import { readJson } from "../callback-text";
import type { Callback, CallbackOutcome } from "../provider";
import { eventsOf } from "./events";
import type { VonageSettings } from "./settings";

type Settings = Pick<VonageSettings, "applicationId" | "callbacks">;

const claims = z.object({
  iat: z.number(),
  jti: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  payload_hash: z.string(),
  api_key: z.string(),
  application_id: z.string(),
});

const refused = (reason: string): CallbackOutcome => ({ kind: "refused", reason });

const hashOf = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");

/** As a token says that is not checked yet. */
const signingTimeOf = (token: string): Date => new Date((decodeJwt(token).iat ?? 0) * 1000);

/**
 * The SDK's own check looks neither at the age nor at the body and takes two algorithms, so ours pins HS256 and
 * does the rest. The key is the account's signature secret.
 */
async function claimsOf(token: string, secret: string): Promise<z.output<typeof claims> | string> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      issuer: "Vonage",
      // The age is judged by the database's clock (`signedAt`), which is the same for all instances.
      currentDate: signingTimeOf(token),
    });
    return claims.safeParse(payload).data ?? "claims";
  } catch (error) {
    return error instanceof errors.JOSEError ? error.code : "token";
  }
}

/** During a change of the secret both of them sign. What is wrong is told of the newest. */
async function signedClaims(token: string, secrets: readonly string[]) {
  const told = await Promise.all(secrets.map((secret) => claimsOf(token, secret)));
  return told.find((one) => typeof one !== "string") ?? told[0] ?? "token";
}

/** Verify v2's signed callbacks: `Authorization: Bearer` with a JWT over the hash of the body. */
export async function readCallback(
  { header, body }: Callback,
  { applicationId, callbacks }: Settings,
): Promise<CallbackOutcome> {
  if (!callbacks) return refused("not-configured");
  const token = /^Bearer +(\S+)$/i.exec(header("authorization") ?? "")?.[1];
  if (!token) return refused("unsigned");
  const told = await signedClaims(token, callbacks.signatureSecrets);
  if (typeof told === "string") return refused(told);
  if (!sameText(told.api_key, callbacks.apiKey)) return refused("account");
  if (!sameText(told.application_id, applicationId)) return refused("application");
  if (!sameText(told.payload_hash.toLowerCase(), hashOf(body))) return refused("body");
  return {
    kind: "authentic",
    deliveryId: told.jti,
    signedAt: told.iat * 1000,
    events: eventsOf(readJson(body)),
  };
}
