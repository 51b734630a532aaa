import "server-only";

import { createPrivateKey } from "node:crypto";

/**
 * Accepts a PEM with real line breaks, with `\n` escapes (what most dashboards and .env files leave of it)
 * or base64 of the whole PEM. Returns PKCS#8 PEM text, or null when it is not an RSA private key.
 */
export function readPrivateKey(value: string): string | null {
  const text = value.trim().replace(/\\n/g, "\n");
  const pem = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString("utf8");
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key.export({ type: "pkcs8", format: "pem" }).toString() : null;
  } catch {
    return null;
  }
}
