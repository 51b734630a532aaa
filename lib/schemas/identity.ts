import { z } from "zod";
import { emailKey } from "../email";
import { policy } from "../policy";
import { normaliseUsername, type UsernameProblem, usernameProblem } from "../username";
import { line } from "./text";

const { min, max } = policy.username;

const usernameMessages: Record<UsernameProblem, string> = {
  length: `Use ${min} to ${max} characters.`,
  characters: "Use the letters a to z, digits, full stops, hyphens and underscores.",
  edges: "Begin and end with a letter or digit, and use one full stop, hyphen or underscore at a time.",
  reserved: "That name is reserved. Choose another.",
};

/** A user name to be. */
export const newUsername = line(64, "Choose a user name.")
  .transform(normaliseUsername)
  .superRefine((name, context) => {
    const problem = usernameProblem(name);
    if (problem) context.addIssue({ code: "custom", message: usernameMessages[problem] });
  });

/** An address of one's own; the look-alikes of @ and quoted local parts are refused. */
export const ownEmail = line(254, "Enter your e-mail address.")
  .transform((typed) => typed.trim())
  .refine((typed) => emailKey(typed) !== null, "Enter an address such as name@example.org.");

/** A number as it is typed, with its country; the server reads it (lib/phone.ts). */
export const typedNumber = {
  country: z.string().regex(/^[A-Z]{2}$/, "Choose the country of the number."),
  phone: line(40, "Enter your mobile number."),
};

/** The parts of a password that others can guess: own name and address. */
export function containsOwnName(password: string, name: string, address: string): boolean {
  const folded = password.toLowerCase();
  const own = [name, address.split("@")[0] ?? ""].map((part) => part.toLowerCase());
  return own.some((part) => part.length >= 4 && folded.includes(part));
}
