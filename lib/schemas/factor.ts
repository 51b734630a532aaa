import { z } from "zod";
import { readCode } from "../factors/code-text";
import { policy } from "../policy";
import { plainDigits } from "./pin";
import { wellFormed } from "./text";

const { digits } = policy.authenticator;

/** Marks that turn the direction of what follows: a name could show as another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const appCode = z
  .string({ error: `Enter the ${digits} digits that your app shows.` })
  .max(32, `A code has ${digits} digits.`)
  .transform(plainDigits)
  .pipe(z.string().regex(new RegExp(`^[0-9]{${digits}}$`), `Enter all ${digits} digits of the code.`));

/** What somebody calls a thing of theirs. */
export const factorName = z
  .string()
  .max(policy.factors.nameLength, `Use at most ${policy.factors.nameLength} characters.`)
  .trim()
  .min(1, "Give it a name.")
  .refine(
    (name) => wellFormed(name) && !TURNING.test(name),
    "That name has a character that cannot be used.",
  );

/** The code of an authenticator app, to log in or to confirm. */
export const appCodeInput = z.object({ code: appCode });

/** The first code of an app that is being enrolled, with its name. */
export const newAppInput = z.object({ name: factorName, code: appCode });

export const recoveryCodeInput = z.object({
  code: z
    .string({ error: "Enter a recovery code." })
    .max(64, "A recovery code has 16 letters and digits.")
    .refine(
      (typed) => readCode(typed) !== null,
      "A recovery code has 16 letters and digits, in groups of four.",
    ),
});

export type CodeField = keyof z.infer<typeof appCodeInput>;
export type NewAppField = keyof z.infer<typeof newAppInput>;
