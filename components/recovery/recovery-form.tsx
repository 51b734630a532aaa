"use client";

import { NumberField } from "@/components/auth/number-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import type { PhoneCountry } from "@/components/ui/phone-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { RecoveryField } from "@/lib/schemas/recovery";

type RecoveryFormProps = Readonly<{
  action: (previous: FormState<RecoveryField>, form: FormData) => Promise<FormState<RecoveryField>>;
  /** What the address carries: without it the password is worth nothing here. */
  link: string;
  /** For password managers: whose password it is. */
  username: string;
  countries: readonly PhoneCountry[];
  country: string;
  countriesHint: string | null;
  /** What is known of the number that was proved before. */
  taken: string | undefined;
}>;

/** The password, and the phone that is to take the place of all that was lost. */
export function RecoveryForm({ action, link, username, taken, ...number }: RecoveryFormProps) {
  const { formProps, field, message, pending } = useForm({
    action,
    load: (onMessages) => import("./recovery-validation").then(({ validate }) => validate(onMessages)),
    initial: { answer: 0, ...(taken !== undefined && { errors: { phone: taken } }) },
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="link" value={link} />
      <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
      <PasswordField {...field("password")} label="Password" autoComplete="current-password" required />
      <NumberField
        {...number}
        label="New mobile number"
        hint="We send a PIN to it now. Nothing changes until it is proved."
        field={field}
      />
      <Button pending={pending} pendingLabel="Sending the PIN…">
        Send me a PIN
      </Button>
    </form>
  );
}
