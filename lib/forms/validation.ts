import { createFormControl, type FieldErrors } from "react-hook-form";
import type { z } from "zod";

/**
 * What a form loads with the first touch of a field: react-hook-form's control and the form's zod schema. The
 * first paint of a page carries neither.
 */
export type Messages = Readonly<Partial<Record<string, string>>>;

const messagesOf = (errors: FieldErrors): Messages =>
  Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, String(error?.message ?? "")]));

/** `onTouched` speaks up when a field is left, `onSubmit` not before the form is sent; both follow corrections. */
export function createValidation(
  schema: z.ZodType,
  mode: "onTouched" | "onSubmit",
  onMessages: (messages: Messages) => void,
) {
  const control = createFormControl({
    mode,
    resolver: (values) => {
      const parsed = schema.safeParse(values);
      if (parsed.success) return { values, errors: {} };
      const errors: Record<string, { type: string; message: string }> = {};
      for (const { path, code, message } of parsed.error.issues) {
        errors[String(path[0])] ??= { type: code, message };
      }
      return { values: {}, errors };
    },
  });
  control.subscribe({
    formState: { errors: true },
    callback: ({ errors }) => onMessages(messagesOf(errors ?? {})),
  });
  return control;
}

export type Validation = ReturnType<typeof createValidation>;
