import type { FlowRef } from "@/db/queries/challenges";
import { readStep } from "@/db/queries/steps";
import { currentStep } from "@/lib/challenges/current";
import { type PinView, pinView } from "@/lib/challenges/view";
import { flowRef } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import type { Providers } from "@/lib/verify/provider";

/** What the PIN page of a flow would show. */
export async function pinPage(handle: string, kind: FlowRef["kind"] = "login"): Promise<PinView | null> {
  const step = await readStep(flowRef(kind, handle), policy.factorFailures);
  return step ? pinView(step) : null;
}

/** The same for somebody who opens the page now: what is due by then is done first. */
export async function currentPage(handle: string, providers: Providers): Promise<PinView | null> {
  const step = await currentStep("login", handle, providers);
  return step ? pinView(step) : null;
}
