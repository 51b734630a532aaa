import { createValidation, type Messages } from "@/lib/forms/validation";
import { passwordInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(passwordInput, "onTouched", onMessages);
