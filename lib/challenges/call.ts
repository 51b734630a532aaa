import "server-only";

import { claimCall, type FlowRef, settleCall } from "@/db/queries/challenges";
import { policy } from "../policy";
import type { VerifyProvider } from "../verify/provider";
import { verifyProvider } from "../verify/registry";

/** Goes on to the voice call now. The same PIN is read out; a text that is still on its way stays good. */
export async function callNow(
  flow: FlowRef,
  provider: VerifyProvider = verifyProvider(),
): Promise<"called" | "not-now" | "unavailable"> {
  const claimed = await claimCall(flow);
  if (!claimed) return "not-now";
  const called = await provider.next(claimed.providerRequestId);
  await settleCall(claimed.challengeId, called, policy.pin.channelSeconds);
  return called ? "called" : "unavailable";
}
