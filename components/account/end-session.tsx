"use client";

import { type ReactNode, useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type FormState, untouched } from "@/lib/forms/state";

export type EndAction = (previous: FormState<never>, form: FormData) => Promise<FormState<never>>;

type EndSessionProps = Readonly<{
  action: EndAction;
  formToken: string;
  /** Which one; left out by the form that ends all others. */
  session?: string;
  variant?: "secondary" | "quiet";
  children: ReactNode;
}>;

/** One post that ends sessions. A refusal is told where the button is; whatever else happens leads to a page. */
export function EndSession({ action, formToken, session, variant = "secondary", children }: EndSessionProps) {
  const [state, dispatch, pending] = useActionState(action, untouched);
  return (
    <form action={dispatch} className="end-session">
      <input type="hidden" name="token" value={formToken} />
      {session === undefined ? null : <input type="hidden" name="session" value={session} />}
      <Button variant={variant} pending={pending} pendingLabel="Ending">
        {children}
      </Button>
      {state.message ? (
        <Alert key={state.answer} tone="error">
          {state.message}
        </Alert>
      ) : null}
    </form>
  );
}
