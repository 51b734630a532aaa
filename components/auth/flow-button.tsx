"use client";

import { useLayoutEffect, useRef, useState } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";
import { Countdown } from "@/components/ui/countdown";

/** An action that ends by leading to a page. */
export type Post = (form: FormData) => Promise<void>;

type FlowButtonProps = Readonly<{
  action: Post;
  formToken: string;
  /** Further values that the action needs. */
  fields?: Readonly<Record<string, string>>;
  label: string;
  pendingLabel?: string;
  variant?: "primary" | "secondary" | "quiet";
  /** Not before this ISO time; the server holds it too. Without JavaScript the button can be pressed early. */
  from?: string | undefined;
  now?: string | undefined;
}>;

function Submit({
  label,
  pendingLabel,
  variant,
  waiting,
}: Pick<FlowButtonProps, "label" | "pendingLabel" | "variant"> & { waiting: boolean }) {
  const { pending } = useFormStatus();
  return (
    <Button variant={variant} pending={pending} waiting={waiting} pendingLabel={pendingLabel}>
      {label}
    </Button>
  );
}

/** A button that goes with its press would leave the keyboard nowhere: what comes next is typing the PIN. */
function useFocusAfterwards() {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const own = form.current;
    return () => {
      if (!own?.contains(document.activeElement)) return;
      document.querySelector<HTMLElement>("input[autocomplete=one-time-code]")?.focus();
    };
  }, []);
  return form;
}

/** A button of a pending flow: one post, one effect, with the token that ties it to this browser's flow. */
export function FlowButton({
  action,
  formToken,
  fields = {},
  from,
  now,
  variant = "secondary",
  ...words
}: FlowButtonProps) {
  const form = useFocusAfterwards();
  const [ended, setEnded] = useState<string>();
  const waiting = from !== undefined && now !== undefined && from > now && ended !== from;
  return (
    <form ref={form} action={action} className="flow-form">
      <input type="hidden" name="token" value={formToken} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Submit {...words} variant={variant} waiting={waiting} />
      {waiting ? (
        <span className="flow-wait">
          in <Countdown until={from} now={now} onEnd={() => setEnded(from)} />
        </span>
      ) : null}
    </form>
  );
}
