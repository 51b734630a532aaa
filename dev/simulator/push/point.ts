import { createPublicKey, type KeyObject } from "node:crypto";

/** The key of an uncompressed P-256 point; throws when it is not on the curve. */
export const keyOf = (point: Buffer): KeyObject =>
  createPublicKey({
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
    format: "jwk",
  });

/** Reads 65 bytes in base64url without padding, as keys travel in Web Push; undefined when they are no point. */
export function pointFrom(text: string): Buffer | undefined {
  const point = /^[\w-]{87}$/.test(text) ? Buffer.from(text, "base64url") : undefined;
  if (point?.[0] !== 4) return undefined;
  try {
    keyOf(point);
    return point;
  } catch {
    return undefined;
  }
}
