import { createValidation, type Messages } from "@/lib/forms/validation";
import { resetInput } from "@/lib/schemas/reset";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(resetInput, "onSubmit", onMessages);
