"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { OwnPasswordField } from "@/lib/schemas/own-password";

type OwnPasswordFormProps = Readonly<{
  action: (previous: FormState<OwnPasswordField>, form: FormData) => Promise<FormState<OwnPasswordField>>;
  formToken: string;
  /** For password managers: whose password it is. */
  username: string;
  submitLabel: string;
  returnTo?: string | null;
}>;

/** The password of somebody who has shown already who they are. */
export function OwnPasswordForm(props: OwnPasswordFormProps) {
  const { action, formToken, username, submitLabel, returnTo = null } = props;
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./own-password-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
      {returnTo ? <input type="hidden" name="next" value={returnTo} /> : null}
      <PasswordField {...field("password")} label="Password" autoComplete="current-password" required />
      <Button pending={pending} pendingLabel="Checking…">
        {submitLabel}
      </Button>
    </form>
  );
}
