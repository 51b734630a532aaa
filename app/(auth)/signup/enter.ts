import "server-only";

import { redirect } from "next/navigation";
import { thisBrowser } from "@/lib/auth/browser";
import { enterSession } from "@/lib/auth/session";
import { dropHandle } from "@/lib/flow-cookie";
import { HOME } from "@/lib/redirect";
import { type FinishOutcome, finishSignup } from "@/lib/signup/finish";
import { readVisitor, type Visitor } from "@/lib/visitor";

const WELCOME = `${HOME}?welcome`;

/** Whoever signs up, with the browser that the account will know. */
export const signupVisitor = async (): Promise<Visitor> => ({
  ...(await readVisitor()),
  browserHash: await thisBrowser(),
});

/** Into an account that was just made. The handle goes last: until then whoever sees a fault can press once more. */
export async function enterMade(handle: string, returnTo: string | null): Promise<never> {
  const entered = await enterSession(handle);
  await dropHandle("signup");
  if (!entered) return redirect("/login");
  return redirect(returnTo === null || returnTo === HOME ? WELCOME : returnTo);
}

/** From a finished sign-up into the account, or back to the field that stands in the way. */
export async function enterFinished(handle: string, outcome: FinishOutcome): Promise<never> {
  switch (outcome.kind) {
    case "created":
      return enterMade(handle, outcome.returnTo);
    case "taken":
      return redirect(`/signup?taken=${outcome.field}`);
    case "over":
      return redirect("/signup?ended=expired");
  }
}

export const enterAccount = async (handle: string): Promise<never> =>
  enterFinished(handle, await finishSignup(handle, await signupVisitor()));
