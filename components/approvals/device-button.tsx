"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type FormState, untouched } from "@/lib/forms/state";

export type DeviceAction = (previous: FormState<never>, form: FormData) => Promise<FormState<never>>;

type DeviceButtonProps = Readonly<{
  action: DeviceAction;
  formToken: string;
  fields?: Readonly<Record<string, string>>;
  label: string;
  hidden?: string;
  pendingLabel?: string;
  variant: "primary" | "secondary" | "quiet";
}>;

/** One button that changes something; a refusal is told where it is. */
export function DeviceButton({
  action,
  formToken,
  fields = {},
  label,
  hidden,
  pendingLabel,
  variant,
}: DeviceButtonProps) {
  const [state, dispatch, pending] = useActionState(action, untouched);
  return (
    <form action={dispatch} className="end-session">
      <input type="hidden" name="token" value={formToken} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button variant={variant} pending={pending} pendingLabel={pendingLabel ?? "One moment…"}>
        {label}
        {hidden ? <span className="sr-only">{hidden}</span> : null}
      </Button>
      {state.message ? (
        <Alert key={state.answer} tone="error">
          {state.message}
        </Alert>
      ) : null}
    </form>
  );
}
