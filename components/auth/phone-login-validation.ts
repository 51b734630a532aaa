import { createValidation, type Messages } from "@/lib/forms/validation";
import { phoneLoginInput } from "@/lib/schemas/phone-login";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(phoneLoginInput, "onSubmit", onMessages);
