import "server-only";

import { setTimeout as delay } from "node:timers/promises";
import { recordAudit } from "@/db/queries/audit";
import { passFactor } from "@/db/queries/logins";
import { checkPin, type PinOutcome } from "../challenges/check-pin";
import { flowRef } from "../flow-cookie";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

export type LoginPinOutcome =
  | Exclude<PinOutcome, { kind: "approved" }>
  | Readonly<{ kind: "verified"; returnTo: string | null }>
  /** The PIN was right; this number needs more. */
  | Readonly<{ kind: "held" }>;

type Wait = (milliseconds: number) => Promise<unknown>;

/** Second factor of a login. `verified` only once: a login that lost the race is closed. */
async function check(
  handle: string,
  pin: string,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
  wait: Wait = delay,
): Promise<LoginPinOutcome> {
  const began = performance.now();
  const outcome = await checkPin(flowRef("login", handle), pin, providers);
  const { browser, address } = visitor;
  if (outcome.kind !== "approved") {
    const { kind, userId, neutral } = outcome;
    const details = { route: neutral ? "phone" : "password" };
    await recordAudit({
      event: "login.pin",
      outcome: kind,
      userId,
      factor: "sms",
      browser,
      address,
      details,
    });
    // A provider that is asked takes its time; where none is, nobody may notice.
    if (neutral) await wait(policy.phoneLogin.answerAfterMs - (performance.now() - began));
    return outcome;
  }
  const steps = { passed: transition("factorPassed"), held: transition("moreNeeded") };
  const passed = await passFactor(outcome.challengeId, "sms", steps, policy.phone, { browser, address });
  if (!passed) return { kind: "closed", userId: null, neutral: false };
  return passed.more ? { kind: "held" } : { kind: "verified", returnTo: passed.returnTo };
}

export const checkLoginPin = observed("login.check-pin", check);
