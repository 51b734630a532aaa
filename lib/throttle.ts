import "server-only";

import {
  type ThrottleBlock,
  type ThrottleEntry,
  throttled,
  throttledByBrowser,
} from "@/db/queries/throttles";
import { keyedHash } from "./crypto";
import { env } from "./env";
import { policy, type ThrottleName } from "./policy";

/**
 * The counter of the policy for one subject; a null subject (no trusted address) has none. While AUTH_SECRET is rotated
 * it is counted under every entry: neither the new one nor the end of the old one gives anybody a fresh budget.
 */
export function throttleEntry(name: ThrottleName, ...subject: (string | null)[]): ThrottleEntry[] {
  if (subject.includes(null)) return [];
  const keys = env().authSecrets.map((secret) => throttleKey(secret, name, ...subject));
  return keys.map((key) => ({ key, name, ...policy.throttles[name] }));
}

/** No counter tells whom it counts. */
export const throttleKey = (secret: string, ...named: (string | null)[]): string =>
  keyedHash("throttle", named.join("\n"), secret);

/**
 * Logins are counted before the user is looked up, by what was typed: known and unknown names block alike. A browser that
 * has logged in to the account before is counted by itself, so that nobody elsewhere can shut its owner out.
 */
export function throttleLogin(
  by: Parameters<typeof throttledByBrowser>[0],
  address: string | null,
  browserHash: string | null,
): Promise<ThrottleBlock | null> {
  const typed = Object.values(by).join();
  const elsewhere = [
    ...throttleEntry("loginByAccountAndAddress", typed, address ?? "unknown"),
    ...throttleEntry("loginByAccount", typed),
    ...throttleEntry("loginByAddress", address),
  ];
  if (browserHash === null) return throttled(elsewhere);
  const inKnown = throttleEntry("loginByKnownBrowser", typed, browserHash);
  return throttledByBrowser(by, browserHash, inKnown, elsewhere);
}

export const throttleSignup = (address: string | null): Promise<ThrottleBlock | null> => {
  const entries = throttleEntry("signupByAddress", address);
  return entries.length > 0 ? throttled(entries) : Promise.resolve(null);
};
