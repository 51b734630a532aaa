import "server-only";

import { env } from "../env";
import { type ParsedPhone, parsePhone } from "../phone";
import { isOpenCountry } from "./countries";

/** Reads what somebody typed, by the rules of this deployment. */
export const parseTypedPhone = (text: string, country: string): ParsedPhone =>
  parsePhone(text, country, { fiction: env().simulated ? "accept" : "refuse", isOpen: isOpenCountry });

/** Where a message to a number goes. */
export type Destination = Readonly<{
  /** ISO 3166; ZZ where the number has none. */
  country: string;
  /** E.164 without its last three digits: a block of a thousand numbers. */
  prefix: string;
  /** False: it gets no message. Asked for proved numbers too, since what was open then may be closed now. */
  open: boolean;
}>;

export function destinationOf(e164: string): Destination {
  const parsed = parseTypedPhone(e164, "");
  const country = parsed.kind === "number" || parsed.kind === "closed" ? parsed.country : "ZZ";
  return { country, prefix: e164.slice(0, -3), open: parsed.kind === "number" };
}
