import "server-only";

import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { purposeKey } from "./crypto";
import { env } from "./env";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key is named by the start of a hash, so that what is sealed tells which one it needs. */
export const keyId = (secret: string): string =>
  createHash("sha256").update(`seal:${secret}`).digest("hex").slice(0, 8);

/**
 * Encrypts what has to be read again later, AES-256-GCM: `<key id>:<base64url of iv, tag and ciphertext>`. The keys come from
 * PASSWORD_PEPPERS, which are never lost and rotated by putting a new one in front. `about` ties it to its row: moved to
 * another one it does not open.
 */
export function seal(plain: Buffer, about: string): string {
  const [newest] = env().passwordPeppers;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", purposeKey("seal", newest), iv).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return `${keyId(newest)}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** What is stored from now on: the same where the newest key has sealed it, or sealed anew with that. */
export function resealed(sealed: string, about: string): string {
  const [newest] = env().passwordPeppers;
  return sealed.startsWith(`${keyId(newest)}:`) ? sealed : seal(unseal(sealed, about), about);
}

/** Throws where the key is gone or anything was changed. */
export function unseal(sealed: string, about: string): Buffer {
  const [id = "", encoded = ""] = sealed.split(":");
  const secret = env().passwordPeppers.find((one) => keyId(one) === id);
  if (!secret) throw new Error(`No PASSWORD_PEPPERS entry has the seal id ${id}`);
  const bytes = Buffer.from(encoded, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", purposeKey("seal", secret), bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
