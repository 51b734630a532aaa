import { randomInt, timingSafeEqual } from "node:crypto";

/** Digits as text, so that leading zeros stay. */
export const randomDigits = (length: number): string => Array.from({ length }, () => randomInt(10)).join("");

export function sameCode(expected: string | undefined, given: string): boolean {
  if (expected === undefined) return false;
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
