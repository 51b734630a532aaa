import { plainWords } from "../notices/details";

/** A browser or a place as it was written down, in letters and digits; null when there are none. */
export function seenWords(value: unknown): string | null {
  if (typeof value !== "string") return null;
  return plainWords(value).replace(/[ ,]+$/, "") || null;
}
