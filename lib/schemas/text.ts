import { z } from "zod";

/** NUL, other control characters and halves of surrogate pairs: no field of ours has a use for them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Marks that turn the direction of what follows: a name could show as another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const wellFormed = (text: string): boolean => !UNPRINTABLE.test(text);

/** One line of text; the length is judged before anything else looks at it. */
export const line = (max: number, missing: string) =>
  z
    .string({ error: missing })
    .max(max, { error: "That is too long.", abort: true })
    .refine(wellFormed, "That contains characters that cannot be used here.")
    .pipe(z.string().min(1, missing));

/** What somebody calls a thing of theirs. */
export const ownName = (max: number, missing: string) =>
  z
    .string()
    .max(max, `Use at most ${max} characters.`)
    .trim()
    .min(1, missing)
    .refine(
      (name) => wellFormed(name) && !TURNING.test(name),
      "That name has a character that cannot be used.",
    );
