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

/** From a finished sign-up into the account, or back to the field that stands in the way. */
export async function enterFinished(handle: string, outcome: FinishOutcome): Promise<never> {
  switch (outcome.kind) {
    case "created":
      await dropHandle("signup");
      if (!(await enterSession(handle))) return redirect("/login");
      return redirect(outcome.returnTo === null || outcome.returnTo === HOME ? WELCOME : outcome.returnTo);
    case "taken":
      return redirect(`/signup?taken=${outcome.field}`);
    case "over":
      return redirect("/signup?ended=expired");
  }
}

export const enterAccount = async (handle: string): Promise<never> =>
  enterFinished(handle, await finishSignup(handle, await signupVisitor()));
