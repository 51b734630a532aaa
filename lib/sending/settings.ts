import "server-only";

import { z } from "zod";
import { isSafeAddress } from "../settings";
import { countryCodes } from "./country-codes";
import { type SendLimit, sendPolicy } from "./policy";

/** How the deployer has narrowed or widened what the policy sends. */
export type SendSettings = Readonly<{
  /** ISO 3166 codes; null: every country. */
  countries: readonly string[] | null;
  limits: Readonly<Record<SendLimit, number>>;
  /** Where alerts to the operators are posted to. The address is a secret: whoever knows it can write there. */
  alertUrl: string | null;
}>;

const limitNames = Object.keys(sendPolicy.limits);

const cures: Readonly<Record<string, string>> = {
  ALLOWED_COUNTRIES:
    "ISO 3166 codes of the countries that get messages, such as GB,IE,FR (the United Kingdom is GB); leave it out for all",
  SEND_LIMITS: `limits such as signup.prefix.hour=50,login.total.day=20000; there are ${limitNames.join(", ")}`,
  ALERT_URL: "an https address that takes a JSON post, such as an incoming webhook of your chat",
};

const items = (value: string): string[] =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const isLimit = (name: string): name is SendLimit => Object.hasOwn(sendPolicy.limits, name);

/** Null: a limit that does not exist, is no whole number, or stands there twice. */
function parseLimits(value: string): Partial<Record<SendLimit, number>> | null {
  const limits: Partial<Record<SendLimit, number>> = {};
  for (const item of items(value)) {
    const [, name = "", digits = ""] = /^([a-z.]+)\s*=\s*(\d{1,9})$/.exec(item) ?? [];
    const amount = Number(digits);
    if (!isLimit(name) || name in limits || (name.endsWith(".conversion") && amount > 100)) return null;
    limits[name] = amount;
  }
  return limits;
}

/** An address with a name and a password in it cannot be posted to. */
const isPostable = (value: string): boolean => isSafeAddress(value) && new URL(value).username === "";

const shape = {
  ALLOWED_COUNTRIES: z
    .string()
    .transform((value) => [...new Set(items(value.toUpperCase()))])
    .refine((codes) => codes.length > 0 && codes.every((code) => countryCodes.includes(code)))
    .optional(),
  SEND_LIMITS: z
    .string()
    .transform(parseLimits)
    .refine((limits) => limits !== null)
    .optional(),
  ALERT_URL: z.string().refine(isPostable).optional(),
};

type Parsed = Readonly<{ [Name in keyof typeof shape]?: z.infer<(typeof shape)[Name]> | undefined }>;

const build = ({ ALLOWED_COUNTRIES, SEND_LIMITS, ALERT_URL }: Parsed): SendSettings => ({
  countries: ALLOWED_COUNTRIES ?? null,
  limits: { ...sendPolicy.limits, ...SEND_LIMITS },
  alertUrl: ALERT_URL ?? null,
});

export const sendingPart = { shape, cures, build };
