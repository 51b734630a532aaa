import { createValidation, type Messages } from "@/lib/forms/validation";
import { loginInput } from "@/lib/schemas/login";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(loginInput, "onSubmit", onMessages);
