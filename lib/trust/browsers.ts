import "server-only";

import { endTrusted, listTrusted, type Shown, trustBrowser } from "@/db/queries/trusted-browsers";
import { changing } from "../account/changing";
import { seenWords } from "../account/seen";
import { knownBrowser, thisBrowser } from "../auth/browser";
import { forChanges, isEnough, type Session } from "../auth/session";
import { hashSecret, randomSecret } from "../crypto";
import { env } from "../env";
import { isId } from "../ids";
import { iso } from "../iso";
import { policy } from "../policy";
import type { Visitor } from "../visitor";
import { dropOffer, dropTrusted, isNoted, keepTrusted, readTrusted } from "./cookie";
import { readToken, type Token, writtenToken } from "./token";

/** A trusted browser as its owner sees it; times are ISO 8601. */
export type TrustView = Readonly<{
  id: string;
  /** Whether it is the one that is looking. */
  here: boolean;
  browser: string;
  place: string | null;
  createdAt: string;
  lastUsedAt: string;
  until: string;
}>;

async function tokenHere(): Promise<Token | null> {
  const kept = await readTrusted();
  return kept === null ? null : readToken(kept);
}

export async function ownTrusted(userId: string): Promise<TrustView[]> {
  const rows = await listTrusted(userId, env().trustedBrowserDays);
  const [token, name] = [await tokenHere(), await knownBrowser()];
  return rows.map((row) => ({
    id: row.id,
    here: row.id === token?.id && row.browserHash === name,
    browser: seenWords(row.browser) ?? "Unknown browser",
    place: seenWords(row.place),
    createdAt: iso(row.createdAt),
    lastUsedAt: iso(row.lastUsedAt),
    until: iso(row.until),
  }));
}

/** Whether there is anything to see: the deployer allows it, or did. */
export const hasTrustPage = async (userId: string): Promise<boolean> =>
  env().trustedBrowserDays !== null || (await listTrusted(userId, null)).length > 0;

/** Logged in just now with the password and something else that is more than a way back in. */
function justLoggedIn(session: Session): boolean {
  const { methods, ageSeconds, user } = session;
  const both = methods.includes("pwd") && !methods.includes("rec") && isEnough(session, forChanges);
  return both && user.frozenUntil === null && ageSeconds <= policy.trust.offerSeconds;
}

/** For how many days this browser can be trusted now; null: it cannot, or it is already. */
export async function offeredDays(session: Session): Promise<number | null> {
  const days = env().trustedBrowserDays;
  if (days === null || !justLoggedIn(session) || !(await isNoted())) return null;
  const trusted = await ownTrusted(session.user.id);
  return trusted.some(({ here }) => here) ? null : days;
}

/** Trusts this browser; only in an action. False: not now. */
export async function trustHere(session: Session, visitor: Visitor): Promise<boolean> {
  const days = await offeredDays(session);
  if (days === null) return false;
  const [secret, former] = [randomSecret(), await tokenHere()];
  const instead: Shown | null = former && { id: former.id, tokenHash: hashSecret(former.secret) };
  const id = await trustBrowser(changing(session, visitor, "trust-copied"), {
    tokenHash: hashSecret(secret),
    browserHash: await thisBrowser(),
    instead,
    days,
    most: policy.trust.most,
  });
  if (id === null) return false;
  await keepTrusted({ value: writtenToken({ id, secret }), lifeSeconds: days * 86_400 });
  await dropOffer();
  return true;
}

/** Somebody else's, one that never was and what is no id at all are the same: false. */
export async function removeTrusted(session: Session, visitor: Visitor, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  // It only takes a right away: a freeze is no reason against it.
  const by = { ...changing(session, visitor, "trust-copied"), evenFrozen: true };
  const removed = await endTrusted(by, id);
  if (removed && (await tokenHere())?.id === id) await dropTrusted();
  return removed;
}
