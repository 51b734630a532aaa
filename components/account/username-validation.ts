import { createValidation, type Messages } from "@/lib/forms/validation";
import { usernameInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(usernameInput, "onTouched", onMessages);
