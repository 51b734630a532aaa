import type { z } from "zod";

/** What an action tells its form: a message for each field, one for the whole form, and what was typed. */
export type FormState<Field extends string> = Readonly<{
  errors?: Readonly<Partial<Record<Field, string>>>;
  message?: string;
  /** Given back so that nothing is lost without JavaScript; passwords and PINs never are. */
  values?: Readonly<Partial<Record<Field, string>>>;
  /** Differs from answer to answer, so that the same message is announced again. */
  answer: number;
}>;

export const untouched: FormState<never> = { answer: 0 };

/** Random, not counted: the next answer may come from another instance, whose count could be the same. */
const nextAnswer = () => 1 + Math.floor(Math.random() * (Number.MAX_SAFE_INTEGER - 1));

type Values<Field extends string> = Readonly<Partial<Record<Field, string>>>;

/** The first problem of each field. */
export function fieldErrors<Field extends string>(error: z.ZodError<Record<Field, unknown>>): Values<Field> {
  const errors: Partial<Record<string, string>> = {};
  for (const { path, message } of error.issues) errors[String(path[0])] ??= message;
  return errors as Values<Field>;
}

/** An answer that is no refusal, with whatever it has to tell. */
export const answered = <Told extends object>(told: Told): Told & Readonly<{ answer: number }> => ({
  ...told,
  answer: nextAnswer(),
});

export const invalid = <Field extends string>(
  error: z.ZodError<Record<Field, unknown>>,
  values?: Values<Field>,
): FormState<Field> => ({ errors: fieldErrors(error), ...(values ? { values } : {}), answer: nextAnswer() });

export const rejected = <Field extends string>(
  errors: Values<Field>,
  values?: Values<Field>,
  message?: string,
): FormState<Field> => ({
  errors,
  ...(values ? { values } : {}),
  ...(message ? { message } : {}),
  answer: nextAnswer(),
});

export const refused = <Field extends string>(message: string, values?: Values<Field>): FormState<Field> => ({
  message,
  ...(values ? { values } : {}),
  answer: nextAnswer(),
});

/** An action is an endpoint: what it is called with need not be a form. */
const asForm = (given: unknown): FormData => (given instanceof FormData ? given : new FormData());

/** The text fields of a form, missing ones empty; files and repeated names are dropped, so is everything not asked for. */
export function textFields<Field extends string>(
  form: FormData,
  names: readonly Field[],
): Record<Field, string> {
  const given = asForm(form);
  const entries = names.map((name) => {
    const all = given.getAll(name);
    const [only] = all;
    return [name, all.length === 1 && typeof only === "string" ? only : ""] as const;
  });
  return Object.fromEntries(entries) as Record<Field, string>;
}
