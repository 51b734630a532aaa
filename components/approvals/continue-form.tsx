"use client";

import { useEffect, useRef } from "react";
import { useFormStatus } from "react-dom";
import type { Post } from "@/components/auth/flow-button";
import { Button } from "@/components/ui/button";

function Submit({ label }: { label: string }) {
  const { pending } = useFormStatus();
  return (
    <Button pending={pending} pendingLabel="One moment…">
      {label}
    </Button>
  );
}

type ContinueFormProps = Readonly<{ action: Post; formToken: string; label: string }>;

/** Goes on by itself once the phone has approved; without JavaScript the button does. */
export function ContinueForm({ action, formToken, label }: ContinueFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.requestSubmit(), []);
  return (
    <form ref={form} action={action}>
      <input type="hidden" name="token" value={formToken} />
      <Submit label={label} />
    </form>
  );
}
