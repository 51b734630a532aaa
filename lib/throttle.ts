import "server-only";

import { type ThrottleBlock, type ThrottleEntry, throttled } from "@/db/queries/throttles";
import { keyedHash } from "./crypto";
import { policy, type ThrottleName } from "./policy";

/** One counter of the policy for one subject; a null subject (no trusted address) has no counter. */
export function throttleEntry(name: ThrottleName, ...subject: (string | null)[]): ThrottleEntry[] {
  if (subject.includes(null)) return [];
  return [{ key: throttleKey(name, ...subject), name, ...policy.throttles[name] }];
}

/** No counter tells whom it counts. */
export const throttleKey = (...named: (string | null)[]): string => keyedHash("throttle", named.join("\n"));

/** Logins are counted before the user is looked up, by what was typed: known and unknown names block alike. */
export const throttleLogin = (identifierKey: string, address: string | null): Promise<ThrottleBlock | null> =>
  throttled([
    ...throttleEntry("loginByAccountAndAddress", identifierKey, address ?? "unknown"),
    ...throttleEntry("loginByAccount", identifierKey),
    ...throttleEntry("loginByAddress", address),
  ]);

export const throttleSignup = (address: string | null): Promise<ThrottleBlock | null> => {
  const entries = throttleEntry("signupByAddress", address);
  return entries.length > 0 ? throttled(entries) : Promise.resolve(null);
};
