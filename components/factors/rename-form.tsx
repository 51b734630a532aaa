"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { type FormState, untouched } from "@/lib/forms/state";
import type { FactorNameField } from "@/lib/schemas/factor";

export type RenameAction = (
  previous: FormState<FactorNameField>,
  form: FormData,
) => Promise<FormState<FactorNameField>>;

type RenameFormProps = Readonly<{
  action: RenameAction;
  formToken: string;
  id: string;
  label: string;
  name: string;
  open: boolean;
}>;

export function RenameForm({ action, formToken, id, label, name, open }: RenameFormProps) {
  const [state, dispatch, pending] = useActionState<FormState<FactorNameField>, FormData>(action, untouched);
  return (
    <details open={open || state.answer > 0}>
      <summary>Rename</summary>
      <form action={dispatch} className="stack">
        {state.message ? (
          <Alert key={state.answer} tone="error">
            {state.message}
          </Alert>
        ) : null}
        <input type="hidden" name="token" value={formToken} />
        <input type="hidden" name="id" value={id} />
        <TextField
          id={`name-${id}`}
          name="name"
          label={label}
          defaultValue={state.values?.name ?? name}
          error={state.errors?.name}
          required
        />
        <Button variant="secondary" pending={pending} pendingLabel="One moment…">
          Save the name
        </Button>
      </form>
    </details>
  );
}
