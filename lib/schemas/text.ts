import { z } from "zod";

/** NUL, other control characters and halves of surrogate pairs: no field of ours has a use for them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

export const wellFormed = (text: string): boolean => !UNPRINTABLE.test(text);

/** One line of text; the length is judged before anything else looks at it. */
export const line = (max: number, missing: string) =>
  z
    .string({ error: missing })
    .max(max, { error: "That is too long.", abort: true })
    .refine(wellFormed, "That contains characters that cannot be used here.")
    .pipe(z.string().min(1, missing));
