import { z } from "zod";
import { policy } from "../policy";

const { minCodePoints, maxCodePoints, maxBytes } = policy.password;

/** `least`: what is asked for where browsers may be trusted is more. */
export const tooShort = (least: number): string =>
  `Use at least ${least} characters. Spaces are welcome: a few words make a good one.`;

export const codePoints = (text: string): number => [...text.normalize("NFC")].length;

/** Exactly what was typed: no trimming. Lengths are counted in Unicode code points. */
export const newPasswordOf = (least: number) =>
  z
    .string({ error: "Choose a password." })
    .max(maxBytes, { error: "That is too long.", abort: true })
    .refine((text) => codePoints(text) >= least, tooShort(least))
    .refine(
      (text) => codePoints(text) <= maxCodePoints && new TextEncoder().encode(text).length <= maxBytes,
      `Use at most ${maxCodePoints} characters.`,
    )
    .refine((text) => !/[\p{Cs}\0]/u.test(text), "That contains characters that cannot be used here.");

export const newPassword = newPasswordOf(minCodePoints);

/** What somebody types to log in: bounded, otherwise left to the hash to judge. */
export const typedPassword = z
  .string({ error: "Enter your password." })
  .min(1, "Enter your password.")
  .max(maxBytes, { error: "That is too long.", abort: true })
  .refine((text) => !/[\p{Cs}\0]/u.test(text), "That contains characters that cannot be used here.");
