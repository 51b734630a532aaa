import "server-only";

import { redirect } from "next/navigation";
import { firstLoginIs } from "@/db/queries/signups";
import { currentStep } from "../challenges/current";
import { hashSecret } from "../crypto";
import { formToken, readHandle } from "../flow-cookie";
import type { LoginStep } from "../login/guard";
import { transition } from "../login/machine";

/** Whether the account is made, and the answer that was to open its first session was lost. */
const waitsForSession = (handle: string): Promise<boolean> =>
  firstLoginIs(hashSecret(handle), transition("factorPassed").to);

/** The pending sign-up of this browser, or back to the form. */
export async function requireSignupStep(): Promise<LoginStep> {
  const handle = await readHandle("signup");
  const step = handle ? await currentStep("signup", handle) : null;
  if (!handle || !step) redirect("/signup?ended=expired");
  const made = step.flowState === "completed";
  if (made && !(await waitsForSession(handle))) redirect("/account");
  // The number is proved; what stands in the way of the account is in the form.
  if (!made && step.state === "approved") redirect("/signup");
  return { step, formToken: formToken(handle) };
}
