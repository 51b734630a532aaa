"use client";

import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type FormState, untouched } from "@/lib/forms/state";

type ApprovedPressProps = Readonly<{
  action: (previous: FormState<never>, form: FormData) => Promise<FormState<never>>;
  formToken: string;
  label: string;
  approved: boolean;
}>;

/** The button of such an action. Once the phone has approved it is pressed by itself: the person has said yes already. */
export function ApprovedPress({ action, formToken, label, approved }: ApprovedPressProps) {
  const [state, dispatch, pending] = useActionState(action, untouched);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (approved) form.current?.requestSubmit();
  }, [approved]);
  return (
    <form ref={form} action={dispatch} className="stack">
      {state.message ? (
        <Alert key={state.answer} tone="error">
          {state.message}
        </Alert>
      ) : null}
      {approved ? <p role="status">Your phone has approved it.</p> : null}
      <input type="hidden" name="token" value={formToken} />
      <Button pending={pending} pendingLabel="One moment…">
        {label}
      </Button>
    </form>
  );
}
