"use client";

import { startTransition, useActionState, useEffect, useEffectEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { untouched } from "@/lib/forms/state";
import { askOffer, type Offer } from "./offer";
import type { PasskeyAction } from "./passkey-form";
import { usePasskeys } from "./use-passkeys";

type PasskeyLoginProps = Readonly<{
  action: PasskeyAction;
  returnTo: string | null;
  /** How often what is to be signed is asked for anew: long before it is too old. */
  renewSeconds: number;
}>;

const NO_OFFER = "Passkeys cannot be asked for just now. Try again in a while, or log in with your password.";

/** Logging in without typing anything, by the button or by what the browser suggests in the field. */
export function PasskeyLogin({ action, returnTo, renewSeconds }: PasskeyLoginProps) {
  const [state, dispatch, sending] = useActionState(action, untouched);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const supported = usePasskeys();

  function send({ token }: Offer, answer: string): void {
    const form = new FormData();
    form.set("token", token);
    form.set("answer", answer);
    form.set("next", returnTo ?? "");
    startTransition(() => dispatch(form));
  }
  const onSuggested = useEffectEvent(send);

  // A new ceremony ends the one before it, so what is suggested begins anew after each.
  useEffect(() => {
    if (!supported || asking || sending) return;
    const suggesting = import("./suggest").then(({ suggestPasskeys }) =>
      suggestPasskeys(renewSeconds, (offer, answer) => onSuggested(offer, answer)),
    );
    return () => void suggesting.then(({ stop }) => stop());
  }, [supported, asking, sending, renewSeconds]);

  async function press(): Promise<void> {
    if (asking) return;
    setAsking(true);
    setProblem(null);
    const [{ showPasskey }, offer] = await Promise.all([import("./use"), askOffer()]);
    const outcome = offer ? await showPasskey(offer.options) : { problem: NO_OFFER };
    if ("problem" in outcome) setProblem(outcome.problem);
    if (offer && "answer" in outcome) send(offer, outcome.answer);
    setAsking(false);
  }

  const message = problem ?? (asking ? undefined : state.message);
  return (
    <div className="passkey-login stack">
      {supported ? (
        <Button
          type="button"
          variant="secondary"
          pending={asking || sending}
          pendingLabel="Waiting for your passkey…"
          onClick={press}
        >
          Log in with a passkey
        </Button>
      ) : null}
      {message ? (
        <Alert key={state.answer} tone="error">
          {message}
        </Alert>
      ) : null}
    </div>
  );
}
