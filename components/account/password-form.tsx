"use client";

import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import { Strength } from "@/components/ui/strength";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import { passwordStrength } from "@/lib/password-strength";
import { policy } from "@/lib/policy";
import type { PasswordField as Field } from "@/lib/schemas/account";

type PasswordFormProps = Readonly<{
  action: (previous: FormState<Field>, form: FormData) => Promise<FormState<Field>>;
  formToken: string;
  /** For password managers: whose password it is. */
  username: string;
  /** Whether the current one is to be typed. */
  current: boolean;
  submitLabel: string;
}>;

/** A new password: the first of an account, another one, or one after a reset. */
export function PasswordForm({ action, formToken, username, current, submitLabel }: PasswordFormProps) {
  const { formProps, field, message, answer, pending } = useForm({
    action,
    load: (onMessages) =>
      (current ? import("./password-validation") : import("./first-password-validation")).then(
        ({ validate }) => validate(onMessages),
      ),
  });
  const [password, setPassword] = useState({ text: "", answer: 0 });
  const typing = (event: FormEvent<HTMLInputElement>) =>
    setPassword({ text: event.currentTarget.value, answer });
  // An answer may have emptied the field.
  const rated = password.answer === answer ? password.text : "";
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
      {current ? (
        <PasswordField
          {...field("current")}
          label="Your password now"
          autoComplete="current-password"
          required
        />
      ) : null}
      <PasswordField
        {...field("password")}
        label="New password"
        hint={`At least ${policy.password.minCodePoints} characters. A few words with spaces between them work well.`}
        autoComplete="new-password"
        onInput={typing}
        meter={rated ? <Strength {...passwordStrength(rated)} /> : null}
        required
      />
      <Button pending={pending} pendingLabel="One moment…">
        {submitLabel}
      </Button>
    </form>
  );
}
