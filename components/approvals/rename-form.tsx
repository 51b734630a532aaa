"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { type FormState, untouched } from "@/lib/forms/state";
import type { RenameField } from "@/lib/schemas/device";

export type RenameAction = (
  previous: FormState<RenameField>,
  form: FormData,
) => Promise<FormState<RenameField>>;

type RenameFormProps = Readonly<{
  action: RenameAction;
  formToken: string;
  device: string;
  name: string;
  open: boolean;
}>;

export function RenameForm({ action, formToken, device, name, open }: RenameFormProps) {
  const [state, dispatch, pending] = useActionState<FormState<RenameField>, FormData>(action, untouched);
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
        <input type="hidden" name="device" value={device} />
        <TextField
          id={`name-${device}`}
          name="name"
          label="Name of this phone"
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
