"use client";

import { type ReactNode, useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type FormState, untouched } from "@/lib/forms/state";

export type ChangeAction = (previous: FormState<never>, form: FormData) => Promise<FormState<never>>;

type ChangeButtonProps = Readonly<{
  action: ChangeAction;
  formToken: string;
  /** Further values that the action needs. */
  fields?: Readonly<Record<string, string>>;
  pendingLabel?: string;
  variant?: "primary" | "secondary" | "quiet";
  children: ReactNode;
}>;

/** One post that changes something. A refusal is told where the button is; whatever else happens leads to a page. */
export function ChangeButton({
  action,
  formToken,
  fields = {},
  pendingLabel = "One moment…",
  variant = "secondary",
  children,
}: ChangeButtonProps) {
  const [state, dispatch, pending] = useActionState(action, untouched);
  return (
    <form action={dispatch} className="change-button">
      <input type="hidden" name="token" value={formToken} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button variant={variant} pending={pending} pendingLabel={pendingLabel}>
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
