"use client";

import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PasswordField } from "@/components/ui/password-field";
import type { PhoneCountry } from "@/components/ui/phone-field";
import { Strength } from "@/components/ui/strength";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import { passwordStrength } from "@/lib/password-strength";
import { policy } from "@/lib/policy";
import type { SignupField } from "@/lib/schemas/signup";
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
  /** What this browser typed before. */
  typed: Readonly<Partial<Record<SignupField, string>>>;
  taken: Readonly<Partial<Record<SignupField, string>>>;
}>;

const phoneHint = "We send a PIN to it now and at every login. Carriers may charge for texts abroad.";

export function SignupForm(props: SignupFormProps) {
  const { action, countries, country, countriesHint, formKey, returnTo, typed, taken } = props;
  const { formProps, field, message, answer, pending } = useForm({
    action,
    load: (onMessages) => import("./signup-validation").then(({ validate }) => validate(onMessages)),
    initial: { answer: 0, values: typed, errors: taken },
  });
  const [password, setPassword] = useState({ text: "", answer: 0 });
  const typing = (event: FormEvent<HTMLInputElement>) =>
    setPassword({ text: event.currentTarget.value, answer });
  // An answer may have emptied the field.
  const rated = password.answer === answer ? password.text : "";

  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="formKey" value={formKey} />
      {returnTo ? <input type="hidden" name="next" value={returnTo} /> : null}
      <TextField
        {...field("username")}
        label="User name"
        hint="Letters, digits, full stops, hyphens and underscores."
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        required
      />
      <TextField
        {...field("email")}
        label="E-mail address"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        required
      />
      <PasswordField
        {...field("password")}
        label="Password"
        hint={`At least ${policy.password.minCodePoints} characters. A few words with spaces between them work well.`}
        autoComplete="new-password"
        onInput={typing}
        meter={rated ? <Strength {...passwordStrength(rated)} /> : null}
        required
      />
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
