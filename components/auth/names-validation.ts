import { createValidation, type Messages } from "@/lib/forms/validation";
import { namesInput } from "@/lib/schemas/names";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(namesInput, "onTouched", onMessages);
