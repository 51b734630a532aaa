"use client";

import type { FormEvent } from "react";
import { endThisSession, logout } from "@/app/account/actions";
import { Button } from "@/components/ui/button";

/**
 * Leaves by a full page load: what the account's page has shown would otherwise stay in the document. The action
 * called here does not redirect, or the router's own navigation would race with this one.
 */
async function leave(event: FormEvent<HTMLFormElement>): Promise<void> {
  event.preventDefault();
  try {
    await endThisSession(new FormData(event.currentTarget));
  } finally {
    window.location.replace("/");
  }
}

export function LogoutButton({ formToken }: { formToken: string }) {
  return (
    <form action={logout} onSubmit={leave}>
      <input type="hidden" name="token" value={formToken} />
      <Button variant="quiet">Log out</Button>
    </form>
  );
}
