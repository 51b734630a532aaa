"use client";

import { NewPasswordField } from "@/components/auth/new-password-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { PasswordField as Field } from "@/lib/schemas/account";

type PasswordFormProps = Readonly<{
  action: (previous: FormState<Field>, form: FormData) => Promise<FormState<Field>>;
  formToken: string;
  /** For password managers: whose password it is. */
  username: string;
  /** Whether the current one is to be typed. */
  current: boolean;
  /** The fewest characters of a new one. */
  least: number;
  submitLabel: string;
}>;

/** A new password: the first of an account, another one, or one after a reset. */
export function PasswordForm(props: PasswordFormProps) {
  const { action, formToken, username, current, least, submitLabel } = props;
  const { formProps, field, message, answer, pending } = useForm({
    action,
    load: (onMessages) =>
      (current ? import("./password-validation") : import("./first-password-validation")).then(
        ({ validate }) => validate(onMessages, least),
      ),
  });
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
      <NewPasswordField {...field("password")} label="New password" answer={answer} least={least} />
      <Button pending={pending} pendingLabel="One moment…">
        {submitLabel}
      </Button>
    </form>
  );
}
