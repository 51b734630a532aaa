import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import { z } from "zod";
import type { Parameters } from "./parameters";

const languages =
  "ar-xa cs-cz cy-cy cy-gb da-dk de-de el-gr en-au en-gb en-in en-us es-es es-mx es-us fi-fi fil-ph fr-ca fr-fr hi-in hu-hu id-id is-is it-it ja-jp ko-kr nb-no nl-nl pl-pl pt-br pt-pt ro-ro ru-ru sv-se th-th tr-tr vi-vn yue-cn zh-cn zh-tw".split(
    " ",
  );

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const name = z.string().regex(/^.{1,18}$/);

const fields = z.object({
  number: z.string().regex(/^[1-9]\d{6,14}$/),
  sender_id: z
    .string()
    .regex(/^[A-Za-z0-9 ]{1,11}$/)
    .default("VERIFY"),
  code_length: z.enum(["4", "6"]).default("4").transform(Number),
  lg: z.enum(languages).default("en-us"),
  pin_expiry: whole(60, 3600).default(300),
  next_event_wait: whole(60, 900).optional(),
  workflow_id: z
    .enum(["1", "2", "3", "4", "5", "6", "7"])
    .default("1")
    .transform((id) => Number(id) as 1 | 2 | 3 | 4 | 5 | 6 | 7),
  pin_code: z
    .string()
    .regex(/^[A-Za-z0-9]{4,10}$/)
    .optional(),
});
const login = fields.extend({ brand: name });
const payment = fields.extend({ payee: name, amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/) });

export type StartInput = z.output<typeof fields> & ({ brand: string } | { payee: string; amount: string });

type Parsed = { value: StartInput } | { missing: string } | { invalid: string };

/** The number in international digits; a national one needs its country. */
export function internationalNumber(given: Parameters): string | undefined {
  const [number, country] = [given.get("number"), given.get("country")?.toUpperCase()];
  if (number === null || country === undefined) return number ?? undefined;
  if (!isSupportedCountry(country)) return undefined;
  return parsePhoneNumberFromString(number, country)?.number.replace("+", "");
}

/** Names the first parameter that is missing, and else the first whose value cannot be. */
export function parseStart(given: Parameters, kind: "login" | "payment"): Parsed {
  const mandatory = kind === "login" ? ["number", "brand"] : ["number", "payee", "amount"];
  const missing = mandatory.find((parameter) => !given.get(parameter));
  if (missing !== undefined) return { missing };
  const country = given.get("country");
  if (country !== null && !isSupportedCountry(country.toUpperCase())) return { invalid: "country" };
  const values = { ...Object.fromEntries(given), number: internationalNumber(given) };
  const result = (kind === "login" ? login : payment).safeParse(values);
  if (result.success) return { value: result.data };
  return { invalid: String(result.error.issues[0]?.path[0] ?? "number") };
}
