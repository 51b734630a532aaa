import "server-only";

import type { FlowRef } from "@/db/queries/challenges";
import {
  type ClaimedStop,
  claimEnd,
  claimNext,
  claimStop,
  refuseNext,
  settleNext,
  undoEnd,
  undoStop,
} from "@/db/queries/next-step";
import { readStep, type StepRow } from "@/db/queries/steps";
import { later } from "../later";
import { policy } from "../policy";
import { sendFacts } from "../sending/facts";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { positionAt, workflowSeconds } from "./steps";

/** Where the running message of a flow stands; null when none runs, or nobody may know. */
async function running(flow: FlowRef) {
  const step = await readStep(flow, policy.factorFailures);
  if (step?.state !== "sent" || step.stepAt === null || step.expiresAt <= step.now || step.neutral)
    return null;
  return { step, position: positionAt({ ...step, stepAt: step.stepAt }, step.now) };
}

/**
 * Goes on to the next channel now: by default the call. The same PIN travels there; a text that is still on its
 * way stays good.
 */
export async function goOn(
  flow: FlowRef,
  providers: Providers = verifyProviders(),
): Promise<"began" | "not-now" | "unavailable"> {
  const at = await running(flow);
  if (!at?.position.next) return "not-now";
  const { step, position } = at;
  const to = position.step + 1;
  const claimed = await claimNext(step.challengeId, step.step, to);
  if (!claimed) return "not-now";
  const began = (await providers.of(claimed.provider)?.next(claimed.providerRequestId)) === true;
  const rest = step.workflow.slice(to - 1);
  const moved = { from: step.step, to, restSeconds: workflowSeconds(rest, step.channelSeconds) };
  const plan = { workflow: rest, plan: { provider: step.provider } };
  const whom = { purpose: flow.kind, neutral: step.neutral, number: step.phone };
  await settleNext(step.challengeId, moved, began, sendFacts(whom, null, plan));
  return began ? "began" : "unavailable";
}

/**
 * Leaves out the call that would come next. The provider can only end the message as a whole, so that is done at the
 * last moment (`stopIfDue`): until then the text's PIN stays good.
 */
export async function refuseCall(flow: FlowRef): Promise<boolean> {
  const at = await running(flow);
  if (at?.position.next !== "voice") return false;
  const endsAt = at.position.endsAt - policy.pin.stopBeforeCallSeconds * 1000;
  return refuseNext(at.step.challengeId, at.step.step, endsAt);
}

/** Ends it at the provider; where that will not, the call comes after all and the rest of the message runs. */
export async function stop(claimed: ClaimedStop, providers: Providers): Promise<void> {
  if (await providers.of(claimed.provider)?.cancel(claimed.providerRequestId)) return;
  const rest = workflowSeconds(claimed.workflow.slice(claimed.step), claimed.channelSeconds);
  await undoStop(claimed.challengeId, policy.pin.stopBeforeCallSeconds + rest);
}

const stopIsDue = (step: StepRow): boolean =>
  step.state === "sent" && step.callRefusedAt !== null && step.expiresAt <= step.now;

/** Ends a message whose call was refused, once its time has come. True: the flow stands elsewhere now. */
export async function stopIfDue(
  flow: FlowRef,
  step: StepRow,
  providers: Providers = verifyProviders(),
): Promise<boolean> {
  if (!stopIsDue(step)) return false;
  const claimed = await claimStop(flow);
  if (claimed) await stop(claimed, providers);
  return true;
}

/** Ends the running message of a flow that is given up, as far as the provider lets us: no call shall ring later. */
export async function endMessage(flow: FlowRef, providers: Providers = verifyProviders()): Promise<void> {
  const claimed = await claimEnd(flow, policy.pin.cancelAfterSeconds);
  if (!claimed) return;
  later(async () => {
    const ended = await providers.of(claimed.provider)?.cancel(claimed.providerRequestId);
    if (!ended) await undoEnd(claimed.challengeId);
  });
}
