"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PinField } from "@/components/ui/pin-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { PinField as Field } from "@/lib/schemas/pin";

type PinFormProps = Readonly<{
  action: (previous: FormState<Field>, form: FormData) => Promise<FormState<Field>>;
  digits: number;
  formToken: string;
  submitLabel: string;
}>;

export function PinForm({ action, digits, formToken, submitLabel }: PinFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./pin-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <PinField
        {...field("pin")}
        label="PIN"
        digits={digits}
        onFull={() => formProps.ref.current?.requestSubmit()}
        autoFocus
        required
      />
      <Button pending={pending} pendingLabel="Checking…">
        {submitLabel}
      </Button>
    </form>
  );
}
