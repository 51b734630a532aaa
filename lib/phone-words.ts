import "server-only";

import type { ParsedPhone } from "./phone";
import { closedCountryMessage } from "./sending/countries";
import { parseTypedPhone } from "./sending/destination";

const messages: Record<Exclude<ParsedPhone["kind"], "number" | "closed">, string> = {
  malformed: "That does not look like a phone number. Check the country and the digits.",
  extension: "Leave the extension out: a PIN can only go to a direct number.",
  "unknown-range": "No phone has this number. Check the country and the digits.",
  "not-mobile": "PINs go to mobile phones only, not to landlines or special-rate numbers.",
  fictional: "This number is reserved for films and books. Enter your own.",
};

/** What somebody reads at the field of a number that cannot be used. */
export const phoneProblem = (phone: Exclude<ParsedPhone, { kind: "number" }>): string =>
  phone.kind === "closed" ? closedCountryMessage(phone.country) : messages[phone.kind];

/** What is wrong with a number, so that a form can say it together with its other problems. */
export function typedPhoneProblem({
  phone,
  country,
}: Readonly<Record<"phone" | "country", string>>): string | null {
  const parsed = parseTypedPhone(phone, country);
  return parsed.kind === "number" ? null : phoneProblem(parsed);
}
