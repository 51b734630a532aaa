import { z } from "zod";

/**
 * What stands beside a notice. Browser and place come from headers that a stranger writes, and none of the rest is
 * trusted more: whatever does not look as it should is left out.
 */
export type NoticeDetails = Readonly<{
  username: string | null;
  newUsername: string | null;
  browser: string | null;
  place: string | null;
  /** Of phone_changes, for the link that takes a number back. */
  changeId: string | null;
  confirmationId: string | null;
  /** Two digits each. */
  oldEnding: string | null;
  newEnding: string | null;
  /** Masked, such as a…@example.org. */
  oldEmail: string | null;
  newEmail: string | null;
  /** Until when changes are frozen. */
  until: Date | null;
  /** What somebody called a phone of theirs. */
  device: string | null;
  /** What was to be approved: login, step-up, action. */
  purpose: string | null;
  /** Of lib/factors/names.ts, and whether it was the last one that is stronger than a text: "yes". */
  factor: string | null;
  last: string | null;
  /** How many recovery codes are left. */
  left: number | null;
}>;

const LONGEST = 60;

/**
 * One line of letters and digits: no control or direction marks, nothing that a mail program would make a link of, such
 * as a dot within a word.
 */
export function plainWords(value: string): string {
  return value
    .normalize("NFC")
    .slice(0, 4 * LONGEST)
    .replace(/[^\p{L}\p{M}\p{N} ,.'’()-]/gu, " ")
    .replace(/\.(?=\S)/g, " ")
    .replace(/ +/g, " ")
    .trim()
    .slice(0, LONGEST)
    .trim();
}

const words = z
  .string()
  .transform(plainWords)
  .transform((text) => (text === "" ? null : text))
  .nullable()
  .catch(null);

const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,40}$/)
  .nullable()
  .catch(null);
const id = z.guid().toLowerCase().nullable().catch(null);
const ending = z
  .string()
  .regex(/^\d{2}$/)
  .nullable()
  .catch(null);
const masked = z
  .string()
  .regex(/^[!-?A-~]?…@[A-Za-z0-9.-]{1,120}$/)
  .nullable()
  .catch(null);
const moment = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()))
  .nullable()
  .catch(null);

const details = z.object({
  username: name,
  newUsername: name,
  browser: words,
  place: words,
  changeId: id,
  confirmationId: id,
  oldEnding: ending,
  newEnding: ending,
  oldEmail: masked,
  newEmail: masked,
  until: moment,
  device: words,
  purpose: words,
  factor: words,
  last: words,
  left: z.number().int().min(0).max(99).nullable().catch(null),
});

export const readDetails = (given: unknown): NoticeDetails =>
  details.parse(typeof given === "object" && given !== null ? given : {});
