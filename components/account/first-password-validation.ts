import { createValidation, type Messages } from "@/lib/forms/validation";
import { firstPasswordInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(firstPasswordInput, "onTouched", onMessages);
