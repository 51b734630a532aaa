import { createValidation, type Messages } from "@/lib/forms/validation";
import { phoneInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(phoneInput, "onSubmit", onMessages);
