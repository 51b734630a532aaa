import "server-only";

import { adoptRequest, cancelChallenge, type FlowRef } from "@/db/queries/challenges";
import { claimResend } from "@/db/queries/resends";
import { readStep } from "@/db/queries/steps";
import { policy } from "../policy";
import { sendEntries } from "../throttle";
import type { VerifyProvider } from "../verify/provider";
import { verifyProvider } from "../verify/registry";
import { messagePlan } from "./plan";
import { startMessage } from "./start";

export type ResendVisitor = Readonly<{ address: string | null; locale: string }>;

/**
 * Sends a new PIN, once its time has come. The running request is ended first, because the provider keeps one
 * for each number; where it will not end (a call has begun), the new challenge carries the old request on and
 * its PIN stays good. Not due, over a limit or lost race: nothing happens and the page shows the clock.
 */
export async function sendAgain(
  flow: FlowRef,
  visitor: ResendVisitor,
  provider: VerifyProvider = verifyProvider(),
): Promise<void> {
  const step = await readStep(flow, policy.factorFailures);
  if (!step) return;
  const plan = messagePlan(step.number + 1);
  const sends = sendEntries(flow.kind, step.phone, visitor.address);
  const claimed = await claimResend(flow, plan, sends, policy.factorFailures);
  if (!claimed) return;
  if (claimed.previousRequestId) {
    if (await provider.cancel(claimed.previousRequestId)) await cancelChallenge(claimed.previousId);
    else if (await adoptRequest(claimed.previousId, claimed.challengeId)) return;
  }
  const request = { number: step.phone, locale: visitor.locale };
  await startMessage(claimed.challengeId, request, plan.resendSeconds, provider);
}
