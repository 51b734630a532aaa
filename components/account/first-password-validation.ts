import { createValidation, type Messages } from "@/lib/forms/validation";
import { firstPasswordInputOf } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void, least: number) =>
  createValidation(firstPasswordInputOf(least), "onTouched", onMessages);
