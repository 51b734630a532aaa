"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";

/** The secret of an enrolment link, wherever it was copied from. */
export const tokenIn = (text: string): string | null =>
  /(?:^|#)([\w-]{22})\s*$/.exec(text.trim())?.[1] ?? null;

/** A phone that approves for nobody yet: how it comes to, with a field for where no camera opens the link. */
export function LinkField() {
  const [error, setError] = useState<string>();
  function open(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("link");
    const token = tokenIn(field instanceof HTMLInputElement ? field.value : "");
    if (token) location.assign(`/approve/enrol#${token}`);
    else setError("That is not an enrolment link. Copy the whole link and paste it here.");
  }
  return (
    <>
      <div className="next-steps">
        <h2>This phone approves for nobody yet</h2>
        <ol className="steps">
          <li>
            Log in on a computer and open <strong>Security</strong> in your account.
          </li>
          <li>
            Press <strong>Enrol a phone</strong> and point this phone’s camera at the code.
          </li>
        </ol>
        <p>
          Logged in on this phone? <a href="/account/security">Enrol it here</a>
        </p>
      </div>
      <form onSubmit={open} className="stack" noValidate>
        <TextField
          name="link"
          label="Or paste the link"
          error={error}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <div>
          <Button variant="secondary">Open the link</Button>
        </div>
      </form>
    </>
  );
}
