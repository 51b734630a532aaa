import { z } from "zod";
import { policy } from "../policy";
import { newUsername, ownEmail, typedNumber } from "./identity";
import { newPasswordOf, typedPassword } from "./password";
import { line } from "./text";

/** The forms under /account, by what they change. */
export const usernameInput = z.object({ username: newUsername });
export const emailInput = z.object({ email: ownEmail });
export const phoneInput = z.object(typedNumber);
export const deletionInput = z.object({ confirmation: line(64, "Enter your user name.") });
/** `current` only where the account has a password. */
export const firstPasswordInputOf = (least: number) => z.object({ password: newPasswordOf(least) });
export const passwordInputOf = (least: number) =>
  z.object({ current: typedPassword, password: newPasswordOf(least) });
export const firstPasswordInput = firstPasswordInputOf(policy.password.minCodePoints);
export const passwordInput = passwordInputOf(policy.password.minCodePoints);

export type UsernameField = keyof z.infer<typeof usernameInput>;
export type EmailField = keyof z.infer<typeof emailInput>;
export type PhoneField = keyof z.infer<typeof phoneInput>;
export type DeletionField = keyof z.infer<typeof deletionInput>;
export type PasswordField = keyof z.infer<typeof passwordInput>;
