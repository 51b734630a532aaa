import "server-only";

import { isSupportedCountry, parsePhoneNumberWithError } from "libphonenumber-js/max";
import { policy } from "./policy";

export type ParsedPhone =
  | Readonly<{ kind: "number"; e164: string; country: string }>
  /** A mobile phone's number, of a country that gets no messages. */
  | Readonly<{ kind: "closed"; country: string }>
  | Readonly<{ kind: "malformed" | "extension" | "unknown-range" | "not-mobile" | "fictional" }>;

/** Ofcom's numbers for drama; the numbering plan calls them invalid, our simulator answers them. */
const FICTIONAL = /^\+447700900\d{3}$/;

/** Which numbers get messages here, apart from the policy's line types. */
export type PhoneRules = Readonly<{ fiction: "accept" | "refuse"; isOpen: (country: string) => boolean }>;

/**
 * National, international or 00-prefixed text with any digits Unicode has, to E.164 with its plus sign.
 * Strict: the whole text must be a number, and an extension is refused instead of dropped.
 */
export function parsePhone(text: string, country: string, { fiction, isOpen }: PhoneRules): ParsedPhone {
  const plain = text.normalize("NFKC").trim().replace(/^00/, "+");
  // A semicolon brings in the parameters of RFC 3966, which can change what the digits mean.
  if (plain.length > 40 || /\p{Cc}|;(?!ext=)/u.test(plain)) return { kind: "malformed" };
  try {
    const defaultCountry = isSupportedCountry(country) ? { defaultCountry: country } : {};
    const parsed = parsePhoneNumberWithError(plain, { ...defaultCountry, extract: false });
    if (parsed.ext) return { kind: "extension" };
    const fictional = FICTIONAL.test(parsed.number);
    if (fictional && fiction === "refuse") return { kind: "fictional" };
    const owner = fictional ? "GB" : parsed.country;
    if (!owner || !(fictional || parsed.isValid())) return { kind: "unknown-range" };
    const allowed: readonly (string | undefined)[] = policy.phone.allowedTypes;
    if (!fictional && !allowed.includes(parsed.getType())) return { kind: "not-mobile" };
    return isOpen(owner)
      ? { kind: "number", e164: parsed.number, country: owner }
      : { kind: "closed", country: owner };
  } catch {
    return { kind: "malformed" };
  }
}

/** A mobile number that has been one for decades: whether the numbering plans are there. */
const MOBILE = "+447400123456";

export function knowsNumbers(): boolean {
  try {
    return parsePhoneNumberWithError(MOBILE).getType() === "MOBILE";
  } catch {
    return false;
  }
}
