import "server-only";

import type { FlowRef } from "@/db/queries/challenges";
import { readStep, type StepRow } from "@/db/queries/steps";
import { flowRef } from "../flow-cookie";
import { policy } from "../policy";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { stopIfDue } from "./next";

/**
 * Where the flow of this handle stands now. Whoever looks also does what the person decided earlier and what is due
 * by now: there is no other clock here.
 */
export async function currentStep(
  kind: FlowRef["kind"],
  handle: string,
  providers: Providers = verifyProviders(),
): Promise<StepRow | null> {
  const flow = flowRef(kind, handle);
  const step = await readStep(flow, policy.factorFailures);
  if (!step || !(await stopIfDue(flow, step, providers))) return step;
  return readStep(flow, policy.factorFailures);
}
