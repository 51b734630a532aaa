"use client";

import { NumberField } from "@/components/auth/number-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { PhoneCountry } from "@/components/ui/phone-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { PhoneField } from "@/lib/schemas/account";

type PhoneFormProps = Readonly<{
  action: (previous: FormState<PhoneField>, form: FormData) => Promise<FormState<PhoneField>>;
  formToken: string;
  countries: readonly PhoneCountry[];
  country: string;
  countriesHint: string | null;
  /** What was typed before a step-up, and what is known of it since. */
  typed: Readonly<Partial<Record<PhoneField, string>>>;
  taken: string | undefined;
}>;

export function PhoneForm({ action, formToken, typed, taken, ...number }: PhoneFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./phone-validation").then(({ validate }) => validate(onMessages)),
    initial: { answer: 0, values: typed, ...(taken !== undefined && { errors: { phone: taken } }) },
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <NumberField
        {...number}
        label="New mobile number"
        hint="We send a PIN to it now. Your number stays until the new one is proved."
        field={field}
      />
      <Button pending={pending} pendingLabel="Sending the PIN…">
        Send me a PIN
      </Button>
    </form>
  );
}
