import "server-only";

import { createPublicKey, type KeyObject, verify } from "node:crypto";

/**
 * A P-256 key from its uncompressed point (65 bytes, base64url); null when that is no point of the curve, or not written
 * in the one way: a key is the same only where its text is.
 */
export function readPublicKey(point: string): KeyObject | null {
  const bytes = Buffer.from(point, "base64url");
  if (bytes.length !== 65 || bytes[0] !== 4 || bytes.toString("base64url") !== point) return null;
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString("base64url"));
  try {
    return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
  } catch {
    return null;
  }
}

/** ECDSA with SHA-256 over the UTF-8 of the text; the signature is r‖s in base64url, as WebCrypto makes it. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  const key = readPublicKey(publicKey);
  if (!key) return false;
  return verify(
    "sha256",
    Buffer.from(text),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
}
