"use client";

import { type ComponentProps, type FormEvent, useState } from "react";
import { PasswordField } from "@/components/ui/password-field";
import { Strength } from "@/components/ui/strength";
import { passwordStrength } from "@/lib/password-strength";

type NewPasswordFieldProps = Omit<ComponentProps<typeof PasswordField>, "label"> &
  Readonly<{
    label?: string;
    /** Which answer of the server the form shows: one may have emptied the field. */
    answer: number;
    /** Code points. */
    least: number;
  }>;

/** A password to be, with a word on how strong it is while it is typed. */
export function NewPasswordField({ answer, least, label = "Password", ...rest }: NewPasswordFieldProps) {
  const [password, setPassword] = useState({ text: "", answer: 0 });
  const typing = (event: FormEvent<HTMLInputElement>) =>
    setPassword({ text: event.currentTarget.value, answer });
  const rated = password.answer === answer ? password.text : "";
  return (
    <PasswordField
      {...rest}
      label={label}
      hint={`At least ${least} characters. A few words with spaces between them work well.`}
      autoComplete="new-password"
      onInput={typing}
      meter={rated ? <Strength {...passwordStrength(rated, least)} /> : null}
      required
    />
  );
}
