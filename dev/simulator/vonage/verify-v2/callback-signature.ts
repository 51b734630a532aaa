import { createHash, randomUUID } from "node:crypto";
import { SignJWT } from "jose";

/** The header that signs a body; `wallNow` is real time in milliseconds, because receivers look at its age. */
export type CallbackSigner = (body: string, wallNow: number) => Promise<Record<string, string>>;

export function createCallbackSigner(secret: string, apiKey: string, applicationId: string): CallbackSigner {
  const key = new TextEncoder().encode(secret);
  return async (body, wallNow) => {
    const token = await new SignJWT({
      payload_hash: createHash("sha256").update(body).digest("hex"),
      api_key: apiKey,
      application_id: applicationId,
    })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer("Vonage")
      .setJti(randomUUID())
      .setIssuedAt(Math.floor(wallNow / 1000))
      .sign(key);
    return { authorization: `Bearer ${token}` };
  };
}
