import { z } from "zod";
import { containsOwnName, newUsername, ownEmail, typedNumber } from "./identity";
import { newPassword } from "./password";

export const signupInput = z
  .object({ username: newUsername, email: ownEmail, password: newPassword, ...typedNumber })
  .superRefine((input, context) => {
    if (containsOwnName(input.password, input.username, input.email)) {
      const message = "Leave your user name and e-mail address out of the password.";
      context.addIssue({ code: "custom", path: ["password"], message });
    }
  });

export type SignupField = keyof z.infer<typeof signupInput>;
