"use client";

import type { ComponentProps } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";

type Field = "username" | "email" | "confirmation";

const loads = {
  username: () => import("./username-validation"),
  email: () => import("./email-validation"),
  confirmation: () => import("./deletion-validation"),
} as const;

type OneFieldFormProps<Name extends Field> = Readonly<{
  action: (previous: FormState<Name>, form: FormData) => Promise<FormState<Name>>;
  name: Name;
  formToken: string;
  /** What was typed before a step-up. */
  typed: string | undefined;
  submitLabel: string;
  input: Omit<ComponentProps<typeof TextField>, "name" | "error" | "defaultValue">;
}>;

/** A change that takes one line of text. */
export function OneFieldForm<Name extends Field>(props: OneFieldFormProps<Name>) {
  const { action, name, formToken, typed, submitLabel, input } = props;
  const { formProps, field, message, pending } = useForm<Name>({
    action,
    load: (onMessages) => loads[name]().then(({ validate }) => validate(onMessages)),
    ...(typed !== undefined && {
      initial: { answer: 0, values: { [name]: typed } as Partial<Record<Name, string>> },
    }),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <TextField
        {...field(name)}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
        {...input}
      />
      <Button pending={pending} pendingLabel="One moment…">
        {submitLabel}
      </Button>
    </form>
  );
}
