import { z } from "zod";
import { emailKey } from "../email";
import { policy } from "../policy";
import { normaliseUsername, type UsernameProblem, usernameProblem } from "../username";
import { newPassword } from "./password";
import { line } from "./text";

const { min, max } = policy.username;

const usernameMessages: Record<UsernameProblem, string> = {
  length: `Use ${min} to ${max} characters.`,
  characters: "Use the letters a to z, digits, full stops, hyphens and underscores.",
  edges: "Begin and end with a letter or digit, and use one full stop, hyphen or underscore at a time.",
  reserved: "That name is reserved. Choose another.",
};

const username = line(64, "Choose a user name.")
  .transform(normaliseUsername)
  .superRefine((name, context) => {
    const problem = usernameProblem(name);
    if (problem) context.addIssue({ code: "custom", message: usernameMessages[problem] });
  });

const email = line(254, "Enter your e-mail address.")
  .transform((typed) => typed.trim())
  .refine((typed) => emailKey(typed) !== null, "Enter an address such as name@example.org.");

/** The parts of a password that others can guess: own name and address. */
function containsOwnName(password: string, name: string, address: string): boolean {
  const folded = password.toLowerCase();
  const own = [name, address.split("@")[0] ?? ""].map((part) => part.toLowerCase());
  return own.some((part) => part.length >= 4 && folded.includes(part));
}

export const signupInput = z
  .object({
    username,
    email,
    password: newPassword,
    country: z.string().regex(/^[A-Z]{2}$/, "Choose the country of the number."),
    phone: line(40, "Enter your mobile number."),
  })
  .superRefine((input, context) => {
    if (containsOwnName(input.password, input.username, input.email)) {
      const message = "Leave your user name and e-mail address out of the password.";
      context.addIssue({ code: "custom", path: ["password"], message });
    }
  });

export type SignupField = keyof z.infer<typeof signupInput>;
