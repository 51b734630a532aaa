import "server-only";

import { redirect } from "next/navigation";
import { offeredTo } from "@/db/queries/factors";
import { type FactorStep, findFactorStep } from "@/db/queries/second-steps";
import { showsRequired } from "../access/roles";
import type { Method } from "../auth/assurance";
import type { Session } from "../auth/session";
import { endMessage } from "../challenges/next";
import { hashSecret } from "../crypto";
import { flowRef, formToken, readHandle } from "../flow-cookie";
import { offeredSteps, type SecondStep } from "../login/second-steps";
import { policy } from "../policy";
import { HOME } from "../redirect";

const methods: Readonly<Record<SecondStep, Method>> = {
  passkey: "pop",
  approval: "swk",
  authenticator: "otp",
  pin: "sms",
  recovery: "rec",
};

/** What whoever is logged in can confirm with, the best first; not what the role of the account would ask again after. */
export async function stepUpWays({ user, methods: shown }: Session): Promise<SecondStep[]> {
  const steps = offeredSteps(await offeredTo(user.id));
  return steps.filter((step) => showsRequired(user.required, [...shown, methods[step]]));
}

const stepUpFlow = (handle: string) => ({ kind: "step-up", handleHash: hashSecret(handle) }) as const;

/** The page with every way, also where one was begun; then on to `page`. */
export const otherStepUps = (page: string | null): string =>
  `/account/confirm?other&next=${encodeURIComponent(page ?? HOME)}`;

/** The pending step-up of this very session, for a factor that is shown at once; or back to where it begins. */
export async function requireShownStepUp(
  session: Session,
): Promise<Readonly<{ step: FactorStep; handle: string; formToken: string }>> {
  const handle = await readHandle("step-up");
  const step = handle ? await findFactorStep(stepUpFlow(handle), policy.factorFailures) : null;
  const open = step?.state === "open" || step?.state === "proved";
  if (!handle || !step || !open || step.sessionId !== session.id) redirect("/account/confirm");
  return { step, handle, formToken: formToken(handle) };
}

/** What was sent before is not waited for any more: no call comes for it if we can help it. */
export const leaveMessage = (handle: string): Promise<void> => endMessage(flowRef("step-up", handle));
