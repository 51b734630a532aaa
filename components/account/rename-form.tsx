"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { type FormState, untouched } from "@/lib/forms/state";

/** `Key`: the field that names what is renamed. */
type Answer<Key extends string> = FormState<Key | "name">;

export type RenameAction<Key extends string> = (
  previous: Answer<Key>,
  form: FormData,
) => Promise<Answer<Key>>;

type RenameFormProps<Key extends string> = Readonly<{
  action: RenameAction<Key>;
  formToken: string;
  field: Key;
  id: string;
  label: string;
  name: string;
  open: boolean;
}>;

/** Something of an account that its owner has given a name, and can give another one. */
export function RenameForm<Key extends string>(props: RenameFormProps<Key>) {
  const { action, formToken, field, id, label, name, open } = props;
  const [state, dispatch, pending] = useActionState<FormState<Key | "name">, FormData>(action, untouched);
  // What is of the field `name` is there whatever the other one is called.
  const { errors, values }: FormState<"name"> = state;
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
        <input type="hidden" name={field} value={id} />
        <TextField
          id={`name-${id}`}
          name="name"
          label={label}
          defaultValue={values?.name ?? name}
          error={errors?.name}
          required
        />
        <Button variant="secondary" pending={pending} pendingLabel="One moment…">
          Save the name
        </Button>
      </form>
    </details>
  );
}
