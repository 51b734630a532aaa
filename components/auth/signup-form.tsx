"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { PhoneCountry } from "@/components/ui/phone-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { SignupField } from "@/lib/schemas/signup";
import { NewPasswordField } from "./new-password-field";
import { NewUsernameField } from "./new-username-field";
import { NumberField } from "./number-field";

type SignupFormProps = Readonly<{
  action: (previous: FormState<SignupField>, form: FormData) => Promise<FormState<SignupField>>;
  countries: readonly PhoneCountry[];
  country: string;
  /** What to know about closed countries before typing; null when there are none. */
  countriesHint: string | null;
  /** Two posts of one form share a text. */
  formKey: string;
  returnTo: string | null;
  /** The fewest characters of a password. */
  least: number;
  /** What this browser typed before. */
  typed: Readonly<Partial<Record<SignupField, string>>>;
  taken: Readonly<Partial<Record<SignupField, string>>>;
}>;

const phoneHint = "We send a PIN to it now and at every login. Carriers may charge for texts abroad.";

export function SignupForm(props: SignupFormProps) {
  const { action, countries, country, countriesHint, formKey, returnTo, least, typed, taken } = props;
  const { formProps, field, message, answer, pending } = useForm({
    action,
    load: (onMessages) => import("./signup-validation").then(({ validate }) => validate(onMessages, least)),
    initial: { answer: 0, values: typed, errors: taken },
  });

  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="formKey" value={formKey} />
      {returnTo ? <input type="hidden" name="next" value={returnTo} /> : null}
      <NewUsernameField {...field("username")} />
      <TextField
        {...field("email")}
        label="E-mail address"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        required
      />
      <NewPasswordField {...field("password")} answer={answer} least={least} />
      <NumberField
        label="Mobile number"
        hint={phoneHint}
        countriesHint={countriesHint}
        countries={countries}
        country={country}
        field={field}
      />
      <Button pending={pending} pendingLabel="Sending the PIN…">
        Send me a PIN
      </Button>
    </form>
  );
}
