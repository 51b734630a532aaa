import "server-only";

import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";

export type Purpose =
  | "throttle"
  | "ledger"
  | "form-token"
  | "session-token"
  | "pin"
  | "repeated-pin"
  | "not-me"
  | "undo-number"
  | "confirm-email"
  | "reset"
  | "approval-digits"
  | "receipts"
  | "enrolment"
  | "recovery"
  | "recovery-locator"
  | "passkey-challenge"
  | "seal"
  | "audit"
  | "doctor";

/** 256 random bits, base64url (43 characters). Handles and session ids. */
export const randomSecret = (): string => randomBytes(32).toString("base64url");

/** What is stored of a secret of 128 bits or more: a plain SHA-256 is enough (ASVS 6.5.2). */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

const derived = new Map<string, Buffer>();

/** One key per purpose, so that no value made for one can serve for another. */
export function purposeKey(purpose: Purpose, secret: string = env().authSecrets[0]): Buffer {
  const name = `${purpose}:${secret}`;
  const known = derived.get(name);
  if (known) return known;
  const key = Buffer.from(hkdfSync("sha256", secret, "countersign", purpose, 32));
  derived.set(name, key);
  return key;
}

export const keyedHash = (purpose: Purpose, value: string, secret?: string): string =>
  createHmac("sha256", purposeKey(purpose, secret)).update(value).digest("base64url");

/** The same under every entry of AUTH_SECRET, in its order: what was made before a rotation still counts. */
export const keyedHashes = (purpose: Purpose, value: string): readonly string[] =>
  env().authSecrets.map((secret) => keyedHash(purpose, value, secret));

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
