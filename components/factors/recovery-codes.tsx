"use client";

import { type ReactNode, useActionState } from "react";
import type { ChangeAction } from "@/components/account/change-button";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { type CodesState, noCodes } from "@/lib/forms/codes-state";
import { untouched } from "@/lib/forms/state";
import { KeepCodes } from "./keep-codes";

type RecoveryCodesProps = Readonly<{
  make: (previous: CodesState, form: FormData) => Promise<CodesState>;
  confirm: ChangeAction;
  formToken: string;
  username: string;
  brand: string;
  /** How many are good now, and how many there can be. */
  left: number;
  whole: number;
  /** What is said of the codes there are, while no new ones are shown. */
  children: ReactNode;
}>;

function Confirm({ action, formToken, setId }: { action: ChangeAction; formToken: string; setId: string }) {
  const [state, dispatch, pending] = useActionState(action, untouched);
  return (
    <form action={dispatch} className="stack">
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="set" value={setId} />
      <label className="choice">
        <input type="checkbox" name="have" value="1" required />
        <span>I have these codes somewhere safe, away from this device.</span>
      </label>
      {state.message ? (
        <Alert key={state.answer} tone="error">
          {state.message}
        </Alert>
      ) : null}
      <Button pending={pending} pendingLabel="One moment…">
        Use these codes
      </Button>
    </form>
  );
}

/** Makes codes, shows them once, and lets them count when the person says that they have them. */
export function RecoveryCodes(props: RecoveryCodesProps) {
  const { make, confirm, formToken, username, brand, left, whole, children } = props;
  const [state, dispatch, pending] = useActionState(make, noCodes);
  const { shown, message, answer } = state;
  if (shown)
    return (
      <section className="stack" aria-labelledby="new-codes">
        <h2 id="new-codes">{shown.codes.length === whole ? "Your new codes" : "Codes to add to yours"}</h2>
        <ol className="codes mono" id="codes">
          {shown.codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <KeepCodes codes={shown.codes} username={username} brand={brand} />
        <p>
          They are shown now and never again, and open nothing before you confirm below.
          {left > 0 && shown.codes.length === whole
            ? " Then the codes you had are worth nothing any more."
            : ""}
        </p>
        <Confirm action={confirm} formToken={formToken} setId={shown.setId} />
      </section>
    );
  const button = (fill: string, label: string, variant: "primary" | "secondary") => (
    <form action={dispatch} key={fill}>
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="fill" value={fill} />
      <Button variant={variant} pending={pending} pendingLabel="Making codes…">
        {label}
      </Button>
    </form>
  );
  return (
    <div className="stack">
      {children}
      {message ? (
        <Alert key={answer} tone="error">
          {message}
        </Alert>
      ) : null}
      {left > 0 && left < whole
        ? button(
            "1",
            whole - left === 1
              ? "Make a code for the one that is used"
              : `Make ${whole - left} codes for those that are used`,
            "primary",
          )
        : null}
      {button(
        "0",
        left > 0 ? `Make ${whole} new codes` : `Make ${whole} codes`,
        left > 0 ? "secondary" : "primary",
      )}
    </div>
  );
}
