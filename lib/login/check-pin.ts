import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { passFactor } from "@/db/queries/logins";
import { checkPin, type PinOutcome } from "../challenges/check-pin";
import { flowRef } from "../flow-cookie";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

export type LoginPinOutcome =
  | Exclude<PinOutcome, { kind: "approved" }>
  | Readonly<{ kind: "verified"; returnTo: string | null }>;

/** Second factor of a login. `verified` only once: a login that lost the race is closed. */
export async function checkLoginPin(
  handle: string,
  pin: string,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<LoginPinOutcome> {
  const flow = flowRef("login", handle);
  const outcome = await checkPin(flow, pin, providers);
  const { browser, address } = visitor;
  if (outcome.kind !== "approved") {
    const { kind, userId } = outcome;
    await recordAudit({ event: "login.pin", outcome: kind, userId, factor: "sms", browser, address });
    return outcome;
  }
  const passed = await passFactor(outcome.challengeId, "sms", transition("factorPassed"), {
    browser,
    address,
  });
  return passed ? { kind: "verified", ...passed } : { kind: "closed", userId: null };
}
