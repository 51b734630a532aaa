import "server-only";

import { redirect } from "next/navigation";
import type { StepRow } from "@/db/queries/steps";
import type { Session } from "../auth/session";
import { currentStep } from "../challenges/current";
import { formToken, readHandle } from "../flow-cookie";

export type ConfirmationStep = Readonly<{ step: StepRow; handle: string; formToken: string }>;

/** The pending confirmation of this very session, or back to where it begins. */
export async function requireConfirmation(
  kind: "step-up" | "phone-change",
  session: Session,
  begin: string,
): Promise<ConfirmationStep> {
  const handle = await readHandle(kind);
  const step = handle ? await currentStep(kind, handle) : null;
  const open = step?.flowState === "open" || step?.flowState === "proved";
  if (!handle || !step || !open || step.sessionId !== session.id) redirect(begin);
  return { step, handle, formToken: formToken(handle) };
}
