import { createValidation, type Messages } from "@/lib/forms/validation";
import { passwordInputOf } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void, least: number) =>
  createValidation(passwordInputOf(least), "onTouched", onMessages);
