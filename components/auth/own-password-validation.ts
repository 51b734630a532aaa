import { createValidation, type Messages } from "@/lib/forms/validation";
import { ownPasswordInput } from "@/lib/schemas/own-password";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(ownPasswordInput, "onSubmit", onMessages);
