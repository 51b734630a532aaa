import { createPrivateKey, createPublicKey, sign } from "node:crypto";

/** The headers that sign a body; `wallNow` is real time in milliseconds, because receivers look at its age. */
export type WebhookSigner = (body: string, wallNow: number) => Record<string, string>;

/** `signingKey` is an Ed25519 private key, PKCS#8 in PEM. */
export function createWebhookSigner(signingKey: string): WebhookSigner {
  const key = createPrivateKey(signingKey);
  if (key.asymmetricKeyType !== "ed25519") throw new Error("telnyx.signingKey must be an Ed25519 key.");
  return (body, wallNow) => {
    const timestamp = String(Math.floor(wallNow / 1000));
    const signature = sign(null, Buffer.from(`${timestamp}|${body}`), key);
    return {
      "telnyx-signature-ed25519": signature.toString("base64"),
      "telnyx-timestamp": timestamp,
    };
  };
}

/** The public half as Telnyx shows it to its customers: the 32 bytes of the key in base64. */
export function telnyxPublicKey(signingKey: string): string {
  const { x } = createPublicKey(signingKey).export({ format: "jwk" });
  if (x === undefined) throw new Error("telnyx.signingKey must be an Ed25519 key.");
  return Buffer.from(x, "base64url").toString("base64");
}
