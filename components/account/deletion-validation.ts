import { createValidation, type Messages } from "@/lib/forms/validation";
import { deletionInput } from "@/lib/schemas/account";

export const validate = (onMessages: (messages: Messages) => void) =>
  createValidation(deletionInput, "onSubmit", onMessages);
