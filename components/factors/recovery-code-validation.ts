import { createValidation, type Messages } from "@/lib/forms/validation";
import { recoveryCodeInput } from "@/lib/schemas/factor";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(recoveryCodeInput, "onSubmit", onMessages);
