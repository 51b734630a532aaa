"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { ResetField } from "@/lib/schemas/reset";

type ResetFormProps = Readonly<{
  action: (previous: FormState<ResetField>, form: FormData) => Promise<FormState<ResetField>>;
}>;

export function ResetForm({ action }: ResetFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./reset-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <TextField
        {...field("identifier")}
        label="User name or e-mail address"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
      />
      <Button pending={pending} pendingLabel="One moment…">
        Mail me a link
      </Button>
    </form>
  );
}
