import { z } from "zod";
import { policy } from "../policy";

const { minCodePoints, maxCodePoints, maxBytes } = policy.password;

export const tooShort = `Use at least ${minCodePoints} characters. Spaces are welcome: a few words make a good one.`;

const codePoints = (text: string): number => [...text.normalize("NFC")].length;

/** Exactly what was typed: no trimming. Lengths are counted in Unicode code points. */
export const newPassword = z
  .string({ error: "Choose a password." })
  .max(maxBytes, { error: "That is too long.", abort: true })
  .refine((text) => codePoints(text) >= minCodePoints, tooShort)
  .refine(
    (text) => codePoints(text) <= maxCodePoints && new TextEncoder().encode(text).length <= maxBytes,
    `Use at most ${maxCodePoints} characters.`,
  )
  .refine((text) => !/[\p{Cs}\0]/u.test(text), "That contains characters that cannot be used here.");

/** What somebody types to log in: bounded, otherwise left to the hash to judge. */
export const typedPassword = z
  .string({ error: "Enter your password." })
  .min(1, "Enter your password.")
  .max(maxBytes, { error: "That is too long.", abort: true })
  .refine((text) => !/[\p{Cs}\0]/u.test(text), "That contains characters that cannot be used here.");
