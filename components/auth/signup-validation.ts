import { createValidation, type Messages } from "@/lib/forms/validation";
import { signupInput } from "@/lib/schemas/signup";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(signupInput, "onTouched", onMessages);
