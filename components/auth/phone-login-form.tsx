"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { PhoneCountry } from "@/components/ui/phone-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { PhoneLoginField } from "@/lib/schemas/phone-login";
import { NumberField } from "./number-field";

type PhoneLoginFormProps = Readonly<{
  action: (previous: FormState<PhoneLoginField>, form: FormData) => Promise<FormState<PhoneLoginField>>;
  countries: readonly PhoneCountry[];
  country: string;
  countriesHint: string | null;
  returnTo: string | null;
}>;

export function PhoneLoginForm({ action, returnTo, ...number }: PhoneLoginFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./phone-login-validation").then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      {returnTo ? <input type="hidden" name="next" value={returnTo} /> : null}
      <NumberField
        {...number}
        label="Mobile number"
        hint="We send it a PIN in a text; without one, we call."
        field={field}
      />
      <Button pending={pending} pendingLabel="One moment…">
        Send me a PIN
      </Button>
    </form>
  );
}
