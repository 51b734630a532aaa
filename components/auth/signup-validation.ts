import { createValidation, type Messages } from "@/lib/forms/validation";
import { signupInputOf } from "@/lib/schemas/signup";

export const validate = (onMessages: (messages: Messages) => void, least: number) =>
  createValidation(signupInputOf(least), "onTouched", onMessages);
