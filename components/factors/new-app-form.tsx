"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PinField } from "@/components/ui/pin-field";
import type { FormState } from "@/lib/forms/state";
import { useForm } from "@/lib/forms/use-form";
import type { NewAppField } from "@/lib/schemas/factor";

type NewAppFormProps = Readonly<{
  action: (previous: FormState<NewAppField>, form: FormData) => Promise<FormState<NewAppField>>;
  formToken: string;
  digits: number;
  /** What it is called unless somebody knows better. */
  name: string;
}>;

/** The last step of enrolling an app: its first code shows that it has read the secret. */
export function NewAppForm({ action, formToken, digits, name }: NewAppFormProps) {
  const { formProps, field, message, pending } = useForm<NewAppField>({
    action,
    load: (onMessages) => import("./new-app-validation").then(({ validate }) => validate(onMessages)),
    initial: { answer: 0, values: { name } },
  });
  return (
    <form {...formProps} className="stack">
      {message ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <TextField {...field("name")} label="Name of the app" autoComplete="off" required />
      <PinField
        {...field("code")}
        label="Code"
        hint="The digits that the app shows for this account now."
        digits={digits}
        required
      />
      <Button pending={pending} pendingLabel="Checking…">
        Add this app
      </Button>
    </form>
  );
}
