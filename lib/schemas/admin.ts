import { z } from "zod";
import { line } from "./text";

/** What somebody looks for an account by. One letter would find half of them. */
export const accountSearchInput = z.object({
  q: line(254, "Enter a user name, an e-mail address or a phone number.")
    .transform((typed) => typed.trim())
    .pipe(z.string().min(2, "Enter at least two characters.")),
});

export type AccountSearchField = keyof z.infer<typeof accountSearchInput>;
