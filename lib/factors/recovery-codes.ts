import "server-only";

import { createHmac, randomBytes, randomUUID } from "node:crypto";
import {
  confirmCodes,
  countCodes,
  findCodes,
  type NewCode,
  type StoredCode,
  showCodes,
} from "@/db/queries/recovery-codes";
import { changing, renewing } from "../account/changing";
import { checkPassword, checkStored, hashPassword } from "../auth/password";
import { continueSession, type Session } from "../auth/session";
import { purposeKey, randomSecret } from "../crypto";
import { env } from "../env";
import { isId } from "../ids";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import type { Visitor } from "../visitor";
import { LENGTH, LETTERS, readCode } from "./code-text";

/** A recovery code: 80 random bits, as 16 letters in groups of four. */
export function newCode(): string {
  const bytes = randomBytes(LENGTH);
  // 256 is a multiple of 32: every letter is as likely as any other.
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length] ?? "0").join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/**
 * 24 bits of a keyed hash: whoever types a code costs one Argon2 computation and not ten. Without the key it tells nothing;
 * the keys come from PASSWORD_PEPPERS, as those of the hash.
 */
const locatorOf = (userId: string, code: string, pepper: string): string =>
  createHmac("sha256", purposeKey("recovery-locator", pepper))
    .update(`${userId}:${code}`)
    .digest("base64url")
    .slice(0, 4);

async function stored(userId: string, code: string): Promise<NewCode> {
  return { locator: locatorOf(userId, code, env().passwordPeppers[0]), hash: await hashPassword(code) };
}

/** Codes to be shown once; they open nothing before `confirmShown`. Null: this session may not. */
export async function makeCodes(
  session: Session,
  visitor: Visitor,
  count: number,
): Promise<Readonly<{ setId: string; codes: readonly string[] }> | null> {
  const userId = session.user.id;
  const codes = Array.from({ length: count }, newCode);
  const rows = await Promise.all(codes.map((code) => stored(userId, code)));
  const setId = randomUUID();
  const shown = await showCodes(changing(session, visitor, "codes-made"), setId, rows);
  return shown ? { setId, codes } : null;
}

/** The person has written them down. */
export async function confirmShown(session: Session, visitor: Visitor, setId: string): Promise<boolean> {
  if (!isId(setId)) return false;
  const handle = randomSecret();
  const by = changing(session, visitor, "codes-made");
  if (!(await confirmCodes(by, setId, policy.recoveryCodes.count, renewing(handle)))) return false;
  await continueSession(handle);
  noticesSoon();
  return true;
}

/** The code of this account that was typed; null when it is none. One Argon2 computation, whatever was typed. */
export async function matchCode(userId: string, typed: string): Promise<StoredCode | null> {
  const code = readCode(typed);
  const locators = env().passwordPeppers.map((pepper) => locatorOf(userId, code ?? "", pepper));
  const found = code === null ? [] : await findCodes(userId, locators);
  if (code === null || found.length === 0) {
    await checkStored(null, typed.slice(0, 64));
    return null;
  }
  for (const one of found) if ((await checkPassword(one.hash, code)).right) return one;
  return null;
}

/** What the page shows: how many codes are left, and when one was used last (ISO 8601). */
export async function codesOf(userId: string): Promise<Readonly<{ left: number; usedAt: string | null }>> {
  const { left, usedAt } = await countCodes(userId);
  return { left, usedAt: usedAt === null ? null : new Date(usedAt).toISOString() };
}

/** A whole set, or as many as were used. */
export async function codesToMake(session: Session, fill: boolean): Promise<number> {
  const { count } = policy.recoveryCodes;
  if (!fill) return count;
  const { left } = await countCodes(session.user.id);
  return left > 0 && left < count ? count - left : count;
}
