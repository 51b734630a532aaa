"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { NamesField } from "@/lib/schemas/names";
import { NewUsernameField } from "./new-username-field";

type NamesFormProps = Readonly<{
  action: (previous: FormState<NamesField>, form: FormData) => Promise<FormState<NamesField>>;
  formToken: string;
}>;

/** What an account needs besides the number that is proved already. */
export function NamesForm({ action, formToken }: NamesFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./names-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <NewUsernameField {...field("username")} />
      <TextField
        {...field("email")}
        label="E-mail address"
        hint="We tell it when something about your account changes. It is part of the way back in."
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        required
      />
      <Button pending={pending} pendingLabel="One moment…">
        Create the account
      </Button>
    </form>
  );
}
