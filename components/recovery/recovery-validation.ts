import { createValidation, type Messages } from "@/lib/forms/validation";
import { recoveryInput } from "@/lib/schemas/recovery";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(recoveryInput, "onSubmit", onMessages);
