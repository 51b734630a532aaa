import "server-only";

import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberWithError,
} from "libphonenumber-js/max";
import { policy } from "./policy";

export type ParsedPhone =
  | Readonly<{ kind: "number"; e164: string; country: string }>
  | Readonly<{ kind: "malformed" | "extension" | "unknown-range" | "not-mobile" | "fictional" }>;

/** Ofcom's numbers for drama; the numbering plan calls them invalid, our simulator answers them. */
const FICTIONAL = /^\+447700900\d{3}$/;

/**
 * National, international or 00-prefixed text with any digits Unicode has, to E.164 with its plus sign.
 * Strict: the whole text must be a number, and an extension is refused instead of dropped.
 */
export function parsePhone(text: string, country: string, fiction: "accept" | "refuse"): ParsedPhone {
  const plain = text.normalize("NFKC").trim().replace(/^00/, "+");
  // A semicolon brings in the parameters of RFC 3966, which can change what the digits mean.
  if (plain.length > 40 || /\p{Cc}|;(?!ext=)/u.test(plain)) return { kind: "malformed" };
  try {
    const defaultCountry = isSupportedCountry(country) ? { defaultCountry: country } : {};
    const parsed = parsePhoneNumberWithError(plain, { ...defaultCountry, extract: false });
    if (parsed.ext) return { kind: "extension" };
    if (FICTIONAL.test(parsed.number)) {
      return fiction === "accept"
        ? { kind: "number", e164: parsed.number, country: "GB" }
        : { kind: "fictional" };
    }
    if (!parsed.isValid() || !parsed.country) return { kind: "unknown-range" };
    const allowed: readonly (string | undefined)[] = policy.phone.allowedTypes;
    if (!allowed.includes(parsed.getType())) return { kind: "not-mobile" };
    return { kind: "number", e164: parsed.number, country: parsed.country };
  } catch {
    return { kind: "malformed" };
  }
}

export type CountryChoice = Readonly<{ code: CountryCode; name: string; callingCode: string }>;

const names = new Intl.DisplayNames(["en-GB"], { type: "region" });

export const countryChoices: readonly CountryChoice[] = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, "en-GB"));

export const isCountryChoice = (code: string): boolean =>
  countryChoices.some((choice) => choice.code === code);
