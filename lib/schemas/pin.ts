import { z } from "zod";
import { policy } from "../policy";

const { digits } = policy.pin;

/** The tag of a text, when somebody copies it too: two letters, and what stands between. */
const TAG = /^\s*[A-Z]{2}(?=[\s\p{Pd}\p{Nd}])/iu;

/** Decimal digits of any script to 0–9; a tag, spaces and hyphens, as people copy them, fall away. */
export const plainDigits = (typed: string): string =>
  typed
    .normalize("NFKC")
    .replace(TAG, "")
    .replace(/[\s\u2010-\u2015-]/gu, "")
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));

/** Unicode keeps each script's ten digits together, in order, and every run starts at value 0. */
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (point - zero) % 10;
}

export const pinInput = z.object({
  pin: z
    .string({ error: `Enter the ${digits} digits we sent you.` })
    .max(32, `A PIN has ${digits} digits.`)
    .transform(plainDigits)
    .pipe(z.string().regex(new RegExp(`^[0-9]{${digits}}$`), `Enter all ${digits} digits of the PIN.`)),
});

export type PinField = keyof z.infer<typeof pinInput>;
