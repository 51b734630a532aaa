import "server-only";

import { createHmac } from "node:crypto";
import { purposeKey, sameText } from "../crypto";
import { keyId } from "../seal";

/** Before the first seal. */
export const GENESIS = "0".repeat(64);

const macWith = (secret: string, hash: string): string =>
  createHmac("sha256", purposeKey("audit", secret)).update(hash).digest("hex");

/** Keyed, so that whoever can write to the database alone makes no chain: the key stands nowhere in it. */
export const signHash = (hash: string, secret: string): Readonly<{ keyId: string; mac: string }> => ({
  keyId: keyId(secret),
  mac: macWith(secret, hash),
});

type Signed = Readonly<{ hash: string; keyId: string; mac: string }>;

/** "unknown": none of the secrets has its id. */
export function checkMac(seal: Signed, secrets: readonly string[]): "right" | "wrong" | "unknown" {
  const secret = secrets.find((one) => keyId(one) === seal.keyId);
  if (secret === undefined) return "unknown";
  return sameText(macWith(secret, seal.hash), seal.mac) ? "right" : "wrong";
}
