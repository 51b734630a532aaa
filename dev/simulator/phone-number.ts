import { parsePhoneNumberFromString } from "libphonenumber-js";

/** The wire form (digits only), so that the outbox and the faults may be asked with or without the plus. */
export function wireNumber(number: string): string {
  return number.includes("@") ? number.toLowerCase() : number.replace(/[\s+()-]/g, "");
}

/** The form that people read; mail addresses, words, short codes and unknown shapes stay as they are. */
export function readableNumber(number: string): string {
  const digits = /^\+?(\d{7,15})$/.exec(number)?.[1];
  if (digits === undefined) return number;
  return parsePhoneNumberFromString(`+${digits}`)?.formatInternational() ?? `+${digits}`;
}
