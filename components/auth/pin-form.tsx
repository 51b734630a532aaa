"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PinField } from "@/components/ui/pin-field";
import { useSmsCode } from "@/lib/forms/sms-code";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { PinField as Field } from "@/lib/schemas/pin";

type PinFormProps = Readonly<{
  action: (previous: FormState<Field>, form: FormData) => Promise<FormState<Field>>;
  digits: number;
  formToken: string;
  submitLabel: string;
  /** Which text the browser may take the PIN from: another one for each. */
  message: string;
  /** Two letters in front of the PIN, there as here. */
  tag: string | null;
  hint: string | undefined;
}>;

export function PinForm({ action, digits, formToken, submitLabel, message: text, tag, hint }: PinFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./pin-validation").then(({ validate }) => validate(onMessages)),
  });
  useSmsCode(formProps.ref, pending ? null : text);
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <PinField
        {...field("pin")}
        label="PIN"
        hint={hint}
        tag={tag}
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
