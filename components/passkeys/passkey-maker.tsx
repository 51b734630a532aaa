"use client";

import { type FormEvent, startTransition, useActionState, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { type FormState, untouched } from "@/lib/forms/state";
import type { CreationOptions } from "@/lib/passkeys/options";
import { UnknownHere } from "./unknown-here";
import { usePasskeys } from "./use-passkeys";

type PasskeyMakerProps = Readonly<{
  action: (previous: FormState<"name">, form: FormData) => Promise<FormState<"name">>;
  options: CreationOptions;
  formToken: string;
  name: string;
  nameLength: number;
}>;

const LEFT = "No passkey was made. Press the button again when you are ready.";

/** Has the browser make a passkey, and sends what it says. */
export function PasskeyMaker({ action, options, formToken, name, nameLength }: PasskeyMakerProps) {
  const [state, dispatch, sending] = useActionState<FormState<"name">, FormData>(action, untouched);
  const [asking, setAsking] = useState(false);
  const supported = usePasskeys();
  const [problem, setProblem] = useState<string | null>(null);
  /** One that was made already is sent again when only its name was refused. */
  const made = useRef<string>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (asking || sending) return;
    const form = new FormData(event.currentTarget);
    setAsking(true);
    setProblem(null);
    const { makePasskey } = await import("./make");
    const kept = state.errors?.name ? made.current : null;
    const outcome = kept ? { answer: kept } : await makePasskey(options);
    setAsking(false);
    if (!("answer" in outcome)) return setProblem("problem" in outcome ? outcome.problem : LEFT);
    made.current = outcome.answer;
    form.set("answer", outcome.answer);
    startTransition(() => dispatch(form));
  }

  if (supported === null) return null;
  if (!supported) return <UnknownHere />;
  const message = problem ?? state.message;
  return (
    <form className="stack" action={dispatch} onSubmit={submit}>
      {message && !asking ? <Alert tone="error">{message}</Alert> : null}
      <input type="hidden" name="token" value={formToken} />
      <TextField
        name="name"
        label="Name of this passkey"
        hint="So that you know it again in the list."
        defaultValue={state.values?.name ?? name}
        error={state.errors?.name}
        maxLength={nameLength}
        required
      />
      <Button pending={asking || sending} pendingLabel="Waiting for your device…">
        Make the passkey
      </Button>
    </form>
  );
}
