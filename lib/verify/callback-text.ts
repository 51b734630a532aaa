import { z } from "zod";

/**
 * A postgres text takes no NUL, its JSON no half of a surrogate pair, and a log no line breaks: what a provider wrote
 * is cut to what can be kept.
 */
const cut = (text: string, longest: number): string =>
  [...text.replace(/[\p{Cc}\p{Cs}]/gu, "")].slice(0, longest).join("");

export const word = z.string().transform((text) => cut(text, 40));

export const sentence = z
  .string()
  .transform((text) => cut(text, 200))
  .nullish()
  .catch(null);

const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** ISO 8601 to milliseconds since 1970; null for nonsense, and for times that no database column holds. */
export const moment = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((time) => time > EARLIEST && time < LATEST)
  .nullish()
  .catch(null);

/** A decimal amount as text, with up to five digits on either side of its point. */
export const amount = z
  .union([z.string(), z.number().transform(String)])
  .transform((text) => /^(\d{1,5})(?:(\.\d{1,5})\d*)?$/.exec(text.trim()))
  .transform((match) => (match ? `${match[1]}${match[2] ?? ""}` : null))
  .nullish()
  .catch(null);

/** JSON of these bytes, or null: callbacks are refused by their signature, never by what they say. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return null;
  }
}
