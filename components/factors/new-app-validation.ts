import { createValidation, type Messages } from "@/lib/forms/validation";
import { newAppInput } from "@/lib/schemas/factor";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(newAppInput, "onSubmit", onMessages);
