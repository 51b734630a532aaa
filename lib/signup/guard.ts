import "server-only";

import { redirect } from "next/navigation";
import { currentStep } from "../challenges/current";
import { formToken, readHandle } from "../flow-cookie";
import type { LoginStep } from "../login/guard";

/** The pending sign-up of this browser, or back to the form. */
export async function requireSignupStep(): Promise<LoginStep> {
  const handle = await readHandle("signup");
  const step = handle ? await currentStep("signup", handle) : null;
  if (!handle || !step) redirect("/signup?ended=expired");
  if (step.flowState === "completed") redirect("/account");
  // The number is proved; what stands in the way of the account is in the form.
  if (step.state === "approved") redirect("/signup");
  return { step, formToken: formToken(handle) };
}
