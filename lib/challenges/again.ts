import "server-only";

import { cancelChallenge, type FlowRef } from "@/db/queries/challenges";
import { claimResend, type Resend } from "@/db/queries/resends";
import { adoptRequest } from "@/db/queries/starts";
import { readStep } from "@/db/queries/steps";
import { env } from "../env";
import { later } from "../later";
import { policy } from "../policy";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { dispatch, type MessageVisitor, outgoing } from "./outgoing";

/**
 * Sends another message, once its time has come. Texts with a PIN of our own stay good beside it. Where the provider
 * makes the PIN it keeps one request for each number, so the running one is ended first; where it will not end (a
 * call has begun), or the provider is down, the new challenge carries it on and its PIN stays good. Not due, over a
 * limit or lost race: nothing happens and the page shows the clock.
 */
export async function sendAgain(
  flow: FlowRef,
  visitor: MessageVisitor,
  providers: Providers = verifyProviders(),
): Promise<void> {
  const step = await readStep(flow, policy.factorFailures);
  if (!step) return;
  const { neutral, userId, email, locale } = step;
  const message = outgoing(
    {
      purpose: flow.kind,
      number: step.phone,
      neutral,
      email,
      userId,
      locale,
      message: step.number + 1,
      earlier: { ...step, callRefused: step.callRefusedAt !== null },
      decoy: neutral && userId === null && !env().signupByPhone,
    },
    visitor,
    providers,
  );
  const claimed = await claimResend(
    flow,
    step.phone,
    message.planned.plan,
    message.reservation,
    policy.factorFailures,
    policy.pin.resendAfter[0],
  );
  if (!claimed) return;
  const send = async () => {
    if (claimed.challengeId !== null && (await carriedOn(claimed, providers))) return;
    await dispatch(message, claimed, providers);
  };
  // How long a provider takes would tell that one was asked.
  if (neutral) later(send);
  else await send();
}

/** Whether the running request goes on under the new challenge instead of making room for another. */
async function carriedOn(claimed: Resend, providers: Providers): Promise<boolean> {
  const { previousId, previousRequestId, challengeId, breakerOpen } = claimed;
  const previous = providers.of(claimed.previousProvider);
  if (previousRequestId === null || previous === null || previous.codes === "own") return false;
  if (!breakerOpen && (await previous.cancel(previousRequestId))) {
    await cancelChallenge(previousId);
    return false;
  }
  return adoptRequest(previousId, challengeId);
}
