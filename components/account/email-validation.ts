import { createValidation, type Messages } from "@/lib/forms/validation";
import { emailInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(emailInput, "onTouched", onMessages);
