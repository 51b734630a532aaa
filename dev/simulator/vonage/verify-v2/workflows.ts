import { randomUUID } from "node:crypto";
import type { Faults } from "../../faults";
import { wireNumber } from "../../phone-number";
import type { Running } from "../../running";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import { sameCode } from "../code";
import type { Caller } from "../credentials";
import type { Callbacks } from "./callbacks";
import type { Delivery } from "./delivery";
import { type Confirmation, isSilent, makeProof, type Refusal } from "./silent-auth";
import type { CheckRequest, StartRequest } from "./start-request";
import {
  createVerification,
  numbersOf,
  type Outcome,
  runningOf,
  runningStep,
  type Step,
  type StepStatus,
  type Verification,
} from "./verification";

const triesAllowed = 3;
const earliestCancelSeconds = 30;

export type WorkflowParts = {
  timeline: Timeline;
  faults: Faults;
  deliver: Delivery;
  callbacks: Callbacks;
  switches: () => Switches;
  changed: () => void;
};

export type Workflows = ReturnType<typeof createWorkflows>;

/** The life of every request: steps, timers, tries, and the end. Knows nothing of HTTP. */
export function createWorkflows(parts: WorkflowParts) {
  const { timeline, faults, deliver, callbacks, switches, changed } = parts;
  const verifications = new Map<string, Verification>();
  const busyUntil = new Map<string, number>();

  function finish(verification: Verification, outcome: Outcome) {
    verification.stopTimer();
    verification.outcome = outcome;
    verification.finalizedAt = timeline.now();
    callbacks.summary(verification);
    changed();
  }

  function endStep(verification: Verification, step: Step, status: StepStatus) {
    verification.stopTimer();
    step.status = status;
    callbacks.event(verification, step);
  }

  function beginNext(verification: Verification, endWithout: Outcome) {
    const step = verification.steps[verification.current + 1];
    if (!step) return finish(verification, endWithout);
    verification.current += 1;
    step.startedAt = timeline.now();
    if (switches().triesCountedPer === "code") verification.wrongCodes = 0;
    step.status = deliver(verification, step);
    changed();
    if (step.status === "active") {
      if (isSilent(step)) callbacks.actionPending(verification);
      verification.stopTimer = timeline.at(step.startedAt + step.seconds * 1000, () => {
        endStep(verification, step, "expired");
        beginNext(verification, "expired");
      });
      return;
    }
    callbacks.event(verification, step);
    if (step.status === "blocked") finish(verification, "blocked");
    else beginNext(verification, "failed");
  }

  function liveFor(numbers: readonly string[]): Verification | undefined {
    for (const verification of verifications.values()) {
      if (verification.outcome !== undefined) continue;
      if (numbersOf(verification).some((number) => numbers.includes(number))) return verification;
    }
    return undefined;
  }

  function matches(verification: Verification, step: Step, proof: CheckRequest): boolean {
    if ("token" in proof) return sameCode(step.token, proof.token);
    if (sameCode(step.code, proof.code)) return true;
    if (switches().earlierCodes === "refused") return false;
    return verification.steps.some((earlier) => !isSilent(earlier) && sameCode(earlier.code, proof.code));
  }

  function refusedByNetwork(number: string): Refusal | undefined {
    const effect = faults.takeConfirm(number);
    if (effect) return effect.reason ?? "not-completed";
    return switches().silentAuth === "unsupported" ? "unknown-operator" : undefined;
  }

  function wrong(verification: Verification, step: Step): "wrong" | "ended" {
    const silent = isSilent(step);
    if (!silent) verification.wrongCodes += 1;
    if (!silent && verification.wrongCodes < triesAllowed) return "wrong";
    endStep(verification, step, "failed");
    // Silent authentication has one try; what follows it has its own three.
    if (silent) beginNext(verification, "failed");
    else finish(verification, "failed");
    return runningStep(verification) ? "wrong" : "ended";
  }

  return {
    find: (id: string): Verification | undefined => verifications.get(id),
    running: (): Running[] => [...verifications.values()].flatMap((one) => runningOf(one) ?? []),

    start(input: StartRequest, caller: Caller): { started: Verification } | { busyWith: string | undefined } {
      const numbers = input.workflow.map((item) => wireNumber(item.to));
      const busy = liveFor(numbers);
      if (busy) return { busyWith: busy.id };
      if (numbers.some((number) => (busyUntil.get(number) ?? 0) > timeline.now()))
        return { busyWith: undefined };
      const verification = createVerification(randomUUID(), caller, input, timeline.now());
      verifications.set(verification.id, verification);
      beginNext(verification, "failed");
      return { started: verification };
    },

    check(
      verification: Verification,
      proof: CheckRequest,
    ): "completed" | "wrong" | "ended" | "no-code" | "gone" {
      const step = runningStep(verification);
      if (!step) return "gone";
      if (("token" in proof ? step.token : step.code) === undefined) return "no-code";
      if (!matches(verification, step, proof)) return wrong(verification, step);
      endStep(verification, step, "completed");
      finish(verification, "completed");
      return "completed";
    },

    /** The phone opens the address of silent authentication; it can do so once. */
    confirm(verification: Verification): Confirmation {
      const step = runningStep(verification);
      if (!step || !isSilent(step)) return "not-running";
      if (step.code !== undefined || step.token !== undefined) return "already-opened";
      const refused = refusedByNetwork(step.item.to);
      if (!refused) return makeProof(step);
      endStep(verification, step, "failed");
      beginNext(verification, "failed");
      return { refused };
    },

    cancel(verification: Verification): "cancelled" | "outside-window" | "gone" {
      const step = runningStep(verification);
      if (!step) return "gone";
      const age = timeline.now() - verification.submittedAt;
      if (age < earliestCancelSeconds * 1000 || verification.current > 0) return "outside-window";
      verification.stopTimer();
      verification.outcome = "cancelled";
      changed();
      const until = timeline.now() + switches().busySecondsAfterCancel * 1000;
      for (const number of numbersOf(verification)) busyUntil.set(number, until);
      return "cancelled";
    },

    next(verification: Verification): "started" | "no-events" | "too-soon" | "gone" {
      const step = runningStep(verification);
      if (!step) return "gone";
      const age = timeline.now() - verification.submittedAt;
      if (switches().nextInFirstSecond === 409 && age < 1000) return "too-soon";
      if (verification.current + 1 >= verification.steps.length) return "no-events";
      endStep(verification, step, "expired");
      beginNext(verification, "expired");
      return "started";
    },

    clear() {
      verifications.clear();
      busyUntil.clear();
    },
  };
}
