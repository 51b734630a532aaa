import "server-only";

import { type CountryCode, getCountries, getCountryCallingCode } from "libphonenumber-js/max";
import { env } from "../env";
import { policy } from "../policy";

export type CountryChoice = Readonly<{ code: CountryCode; name: string; callingCode: string }>;

const names = new Intl.DisplayNames(["en-GB"], { type: "region" });
const listed = new Intl.ListFormat("en-GB");

const every: readonly CountryChoice[] = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, "en-GB"));

/** The most that a hint names; above it counts them. */
const MOST_NAMED = 5;

/** Whether numbers of this country get messages: the picker, the form and every single message ask here. */
export function isOpenCountry(code: string): boolean {
  const { countries } = env().sending;
  return countries === null || countries.includes(code);
}

/** The countries to choose from, in the order of their names. */
export const openCountries = (): readonly CountryChoice[] => every.filter(({ code }) => isOpenCountry(code));

/** The country that a form begins with: where the visitor seems to be, if it is open. */
export function firstCountry(seeming: string | null): string {
  const open = openCountries();
  const wanted = [seeming, policy.phone.defaultCountry].find((code) => open.some((one) => one.code === code));
  return wanted ?? open[0]?.code ?? policy.phone.defaultCountry;
}

const takesArticle =
  /^(United|British|US|Isle of|Bahamas|Comoros|Gambia|Maldives|Philippines|Seychelles)\b|(Islands|Netherlands|Republic|Territories)$/;

/** As it stands after "in": "France", "the Netherlands". */
export function countryName(code: string): string {
  const name = every.find((choice) => choice.code === code)?.name ?? "this country";
  return takesArticle.test(name) ? `the ${name}` : name;
}

/** What the form says about closed countries before anybody types; null when there are none. */
export function openCountriesHint(): string | null {
  const open = openCountries();
  if (open.length === every.length) return null;
  if (open.length > MOST_NAMED) {
    return `We can text phones in ${open.length} countries; yours has to be on the list.`;
  }
  return `We can text phones in ${listed.format(open.map(({ code }) => countryName(code)))} only.`;
}

/** What somebody reads whose number belongs to a closed country. */
export const closedCountryMessage = (code: string): string =>
  `We do not send PINs to numbers in ${countryName(code)}.`;
