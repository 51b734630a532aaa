"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PinField } from "@/components/ui/pin-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { CodeField } from "@/lib/schemas/factor";

export type CodeAction = (previous: FormState<CodeField>, form: FormData) => Promise<FormState<CodeField>>;

type CodeFormProps = Readonly<{
  kind: "authenticator" | "recovery";
  action: CodeAction;
  formToken: string;
  digits: number;
  submitLabel: string;
}>;

const loads = {
  authenticator: () => import("./app-code-validation"),
  recovery: () => import("./recovery-code-validation"),
} as const;

/** One code: of an authenticator app, or from the list of recovery codes. */
export function CodeForm({ kind, action, formToken, digits, submitLabel }: CodeFormProps) {
  const { formProps, field, message, pending } = useForm<CodeField>({
    action,
    load: (onMessages) => loads[kind]().then(({ validate }) => validate(onMessages)),
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      {kind === "authenticator" ? (
        <PinField
          {...field("code")}
          label="Code"
          digits={digits}
          onFull={() => formProps.ref.current?.requestSubmit()}
          autoFocus
          required
        />
      ) : (
        <TextField
          {...field("code")}
          label="Recovery code"
          hint="16 letters and digits, such as 7K3M-Q2XD-9F0A-ZZTR. Each opens your account once."
          className="mono"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
          required
        />
      )}
      <Button pending={pending} pendingLabel="Checking…">
        {submitLabel}
      </Button>
    </form>
  );
}
