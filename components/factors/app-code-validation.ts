import { createValidation, type Messages } from "@/lib/forms/validation";
import { appCodeInput } from "@/lib/schemas/factor";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(appCodeInput, "onSubmit", onMessages);
