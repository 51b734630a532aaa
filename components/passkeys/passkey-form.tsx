"use client";

import { type FormEvent, startTransition, useActionState, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type FormState, untouched } from "@/lib/forms/state";
import type { RequestOptions } from "@/lib/passkeys/options";
import { UnknownHere } from "./unknown-here";
import { usePasskeys } from "./use-passkeys";

export type PasskeyAction = (previous: FormState<never>, form: FormData) => Promise<FormState<never>>;

type PasskeyFormProps = Readonly<{ action: PasskeyAction; options: RequestOptions; formToken: string }>;

/** Has the browser use a passkey of the account, and sends what it says. */
export function PasskeyForm({ action, options, formToken }: PasskeyFormProps) {
  const [state, dispatch, sending] = useActionState(action, untouched);
  const [asking, setAsking] = useState(false);
  const supported = usePasskeys();
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (asking || sending) return;
    const form = new FormData(event.currentTarget);
    setAsking(true);
    setProblem(null);
    const { showPasskey } = await import("./use");
    const outcome = await showPasskey(options);
    setAsking(false);
    if ("problem" in outcome) setProblem(outcome.problem);
    if (!("answer" in outcome)) return;
    form.set("answer", outcome.answer);
    startTransition(() => dispatch(form));
  }

  if (supported === null) return null;
  if (!supported) return <UnknownHere />;
  const message = problem ?? state.message;
  return (
    <form className="stack" action={dispatch} onSubmit={submit}>
      {message && !asking ? (
        <Alert key={state.answer} tone="error">
          {message}
        </Alert>
      ) : null}
      <input type="hidden" name="token" value={formToken} />
      <Button pending={asking || sending} pendingLabel="Waiting for your passkey…" autoFocus>
        Use your passkey
      </Button>
    </form>
  );
}
