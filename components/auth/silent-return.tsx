"use client";

import { type ReactNode, useEffect, useEffectEvent, useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import type { Post } from "./flow-button";

type SilentReturnProps = Readonly<{
  action: Post;
  formToken: string;
  /** Whether this flow waits for its phone to confirm itself: only then is a code taken. */
  expected: boolean;
  /** The server's answer to the code before. */
  failed: boolean;
  /** The way to the operator's page. It can be gone once: after a failure only a PIN is left. */
  children: ReactNode;
}>;

/** `#request_id=…&code=…` or `#error_description=…`, as the operator's page puts it behind our address. */
function takeFragment(): { code: string | null } | null {
  const told = new URLSearchParams(window.location.hash.slice(1));
  if (!told.has("code") && !told.has("error_description")) return null;
  const { pathname, search } = window.location;
  window.history.replaceState(null, "", `${pathname}${search}`);
  return { code: told.get("code") };
}

/** Takes what the operator brought back out of the address, and sends a code on by itself. */
export function SilentReturn({ action, formToken, expected, failed, children }: SilentReturnProps) {
  const [useless, setUseless] = useState(false);
  const [checking, startChecking] = useTransition();
  const arrived = useEffectEvent(() => {
    const told = takeFragment();
    if (!told) return;
    if (told.code === null || !expected) return setUseless(true);
    const form = new FormData();
    form.set("token", formToken);
    form.set("code", told.code);
    startChecking(() => action(form));
  });
  useEffect(() => arrived(), []);

  if (checking) return <Alert tone="notice">One moment: we are checking what your phone says.</Alert>;
  if (!useless && !failed) return children;
  return (
    <Alert tone="error" title="The phone could not confirm itself">
      That works only on the phone itself, over its own mobile network. Take a PIN instead.
    </Alert>
  );
}
