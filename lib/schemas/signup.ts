import { z } from "zod";
import { policy } from "../policy";
import { containsOwnName, newUsername, ownEmail, typedNumber } from "./identity";
import { newPasswordOf } from "./password";

export const signupInputOf = (least: number) =>
  z
    .object({ username: newUsername, email: ownEmail, password: newPasswordOf(least), ...typedNumber })
    .superRefine((input, context) => {
      if (containsOwnName(input.password, input.username, input.email)) {
        const message = "Leave your user name and e-mail address out of the password.";
        context.addIssue({ code: "custom", path: ["password"], message });
      }
    });

export const signupInput = signupInputOf(policy.password.minCodePoints);

export type SignupField = keyof z.infer<typeof signupInput>;
