import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { type ConfirmationKind, proveByPin } from "@/db/queries/confirmations";
import { checkPin, type PinOutcome } from "../challenges/check-pin";
import { flowRef } from "../flow-cookie";
import { observed } from "../telemetry/trace";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

export type ConfirmationPinOutcome =
  | Exclude<PinOutcome, { kind: "approved" }>
  /** What the confirmation is for may happen now, once. */
  | Readonly<{ kind: "proved" }>;

const events = {
  "step-up": "step-up.pin",
  "phone-change": "account.phone-pin",
  reset: "reset.pin",
  recovery: "account.phone-pin",
} as const;

/** The PIN of a confirmation. A PIN that was asked for something else is never right here. */
async function checkOwnPin(
  kind: ConfirmationKind,
  handle: string,
  pin: string,
  { browser, address }: Pick<Visitor, "browser" | "address">,
  providers: Providers = verifyProviders(),
): Promise<ConfirmationPinOutcome> {
  const outcome = await checkPin(flowRef(kind, handle), pin, providers);
  const event = events[kind];
  if (outcome.kind === "approved") {
    const proved = await proveByPin(outcome.challengeId, event, { browser, address });
    return proved ? { kind: "proved" } : { kind: "closed", userId: null, neutral: false };
  }
  const { kind: result, userId } = outcome;
  await recordAudit({ event, outcome: result, userId, factor: "sms", browser, address });
  return outcome;
}

export const checkConfirmationPin = observed("confirmation.check-pin", checkOwnPin);
