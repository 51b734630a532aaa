import "server-only";

import {
  type ThrottleBlock,
  type ThrottleEntry,
  throttled,
  throttledByBrowser,
} from "@/db/queries/throttles";
import { keyedHash } from "./crypto";
import { policy, type ThrottleName } from "./policy";

/** One counter of the policy for one subject; a null subject (no trusted address) has no counter. */
export function throttleEntry(name: ThrottleName, ...subject: (string | null)[]): ThrottleEntry[] {
  if (subject.includes(null)) return [];
  return [{ key: throttleKey(name, ...subject), name, ...policy.throttles[name] }];
}

/** No counter tells whom it counts. */
export const throttleKey = (...named: (string | null)[]): string => keyedHash("throttle", named.join("\n"));

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
