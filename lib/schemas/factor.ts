import { z } from "zod";
import { readCode } from "../factors/code-text";
import { policy } from "../policy";
import { plainDigits } from "./pin";
import { ownName } from "./text";

const { digits } = policy.authenticator;

const appCode = z
  .string({ error: `Enter the ${digits} digits that your app shows.` })
  .max(32, `A code has ${digits} digits.`)
  .transform(plainDigits)
  .pipe(z.string().regex(new RegExp(`^[0-9]{${digits}}$`), `Enter all ${digits} digits of the code.`));

const factorName = ownName(policy.factors.nameLength, "Give it a name.");

export const renameFactorInput = z.strictObject({ id: z.uuid(), name: factorName });

/** A passkey that is being added; the rest of it comes from the browser. */
export const namedPasskey = z.strictObject({ name: factorName });

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
export type FactorNameField = keyof z.infer<typeof renameFactorInput>;
