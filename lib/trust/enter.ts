import "server-only";

import { enterTrusted } from "@/db/queries/trusted-browsers";
import { hashSecret, randomSecret } from "../crypto";
import { env } from "../env";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import type { Visitor } from "../visitor";
import { type Kept, longEnough } from "./cookie";
import { readToken, writtenToken } from "./token";

type Entering = Readonly<{
  userId: string;
  /** The hash that the password was checked against. */
  passwordHash: string;
  password: string;
  /** What the browser keeps, and the hash of its name. */
  kept: string | null;
  browserHash: string | null;
  returnTo: string | null;
}>;

export type EnteredTrusted = Readonly<{ kind: "verified"; handle: string; trusted: Kept }>;

/**
 * After a right password: the verified login of a trusted browser, with what it is to keep from now on. Null: the second
 * step is asked for, as of everybody.
 */
export async function enterByTrust(
  { userId, passwordHash, password, kept, browserHash, returnTo }: Entering,
  { browser, address, place }: Visitor,
): Promise<EnteredTrusted | null> {
  const days = env().trustedBrowserDays;
  const token = kept === null ? null : readToken(kept);
  if (days === null || !token || browserHash === null || !longEnough(password)) return null;
  const [handle, secret] = [randomSecret(), randomSecret()];
  const judged = await enterTrusted({
    userId,
    passwordHash,
    shown: { id: token.id, tokenHash: hashSecret(token.secret) },
    newHash: hashSecret(secret),
    browserHash,
    days,
    overlapSeconds: policy.trust.overlapSeconds,
    handleHash: hashSecret(handle),
    state: transition("factorPassed").to,
    returnTo,
    browser,
    address,
    place,
    lifeSeconds: policy.login.lifeSeconds,
    notices: noticeChannels("trust-copied"),
  });
  if (judged?.verdict === "copied") noticesSoon();
  if (judged?.verdict !== "right") return null;
  const trusted = { value: writtenToken({ id: token.id, secret }), lifeSeconds: judged.endsInSeconds };
  return { kind: "verified", handle, trusted };
}
