import type { FlowRef } from "@/db/queries/challenges";
import { readStep } from "@/db/queries/steps";
import { type PinView, pinView } from "@/lib/challenges/view";
import { flowRef } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";

/** What the PIN page of a flow would show. */
export async function pinPage(handle: string, kind: FlowRef["kind"] = "login"): Promise<PinView | null> {
  const step = await readStep(flowRef(kind, handle), policy.factorFailures);
  return step ? pinView(step) : null;
}
