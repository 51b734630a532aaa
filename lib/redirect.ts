/** Where a person goes when nothing better is known. */
export const HOME = "/account";

const MAX_LENGTH = 512;
const BASE = "https://own.invalid";

/**
 * A path of our own to return to after login, or null. Judged after parsing, as a browser would read it:
 * `//evil`, `/\evil`, tabs and encoded slashes all end at another origin or are refused.
 */
export function safeReturnPath(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !value.startsWith("/")) return null;
  if (/[\\\s]|\p{Cc}|%2f|%5c|%0|%1/iu.test(value)) return null;
  if (!URL.canParse(value, BASE)) return null;
  const url = new URL(value, BASE);
  if (url.origin !== BASE || url.pathname.startsWith("//")) return null;
  if (/^\/(api|login|signup|reset|not-me|approve|undo-number|confirm-email)(\/|$)/.test(url.pathname))
    return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
