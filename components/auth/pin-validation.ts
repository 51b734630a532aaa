import { createValidation, type Messages } from "@/lib/forms/validation";
import { pinInput } from "@/lib/schemas/pin";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(pinInput, "onSubmit", onMessages);
