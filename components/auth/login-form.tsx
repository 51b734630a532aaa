"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PasswordField } from "@/components/ui/password-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { LoginField } from "@/lib/schemas/login";

type LoginFormProps = Readonly<{
  action: (previous: FormState<LoginField>, form: FormData) => Promise<FormState<LoginField>>;
  returnTo: string | null;
}>;

export function LoginForm({ action, returnTo }: LoginFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./login-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      {returnTo ? <input type="hidden" name="next" value={returnTo} /> : null}
      <TextField
        {...field("identifier")}
        label="User name or e-mail address"
        autoComplete="username webauthn"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
      />
      <PasswordField {...field("password")} label="Password" autoComplete="current-password" required />
      <Button pending={pending} pendingLabel="Checking…">
        Continue
      </Button>
    </form>
  );
}
