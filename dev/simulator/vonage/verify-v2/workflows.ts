import { randomUUID } from "node:crypto";
import type { Faults } from "../../faults";
import type { Draft, Outbox } from "../../outbox";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import type { Callbacks } from "./callbacks";
import type { StartRequest } from "./start-request";
import {
  codeFor,
  createVerification,
  numbersOf,
  type Outcome,
  runningStep,
  type Step,
  type StepStatus,
  sameCode,
  type Verification,
} from "./verification";
import { render } from "./wording";

const triesAllowed = 3;
const earliestCancelSeconds = 30;
const voiceCaller = "442079460018";

export type WorkflowParts = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  callbacks: Callbacks;
  switches: () => Switches;
  changed: () => void;
};

export type Workflows = ReturnType<typeof createWorkflows>;

/** The life of every request: steps, timers, tries, and the end. Knows nothing of HTTP. */
export function createWorkflows({ timeline, outbox, faults, callbacks, switches, changed }: WorkflowParts) {
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

  function draft(verification: Verification, step: Step, code: string): Draft {
    const { brand } = verification.input;
    const rendering = {
      channel: step.channel,
      brand,
      code,
      locale: verification.input.locale,
      seconds: step.seconds,
    };
    const { text, locale } = render(rendering);
    const hash = step.item.channel === "sms" ? step.item.app_hash : undefined;
    const own = "from" in step.item ? step.item.from : undefined;
    return {
      requestId: verification.id,
      step: verification.current + 1,
      channel: step.channel,
      to: step.item.to,
      from: own ?? (step.channel === "voice" ? voiceCaller : brand),
      brand,
      locale,
      text: hash === undefined ? text : `${text}\n${hash}`,
      code,
    };
  }

  /** Says whether the step is on its way; a refused one has failed by the time this returns. */
  function dispatch(verification: Verification, step: Step): StepStatus {
    if (step.channel === "silent_auth") return switches().silentAuth === "pending" ? "active" : "failed";
    const code = codeFor(verification, verification.current);
    step.code = code;
    const message = draft(verification, step, code);
    const effect = faults.takeDelivery(step.item.to);
    switch (effect?.kind) {
      case undefined:
        outbox.deliver(message);
        return "active";
      case "late":
        outbox.deliverLate(message, effect.seconds);
        return "active";
      case "drop":
        outbox.lose(message, "dropped");
        return "active";
      case "refuse":
        outbox.lose(message, "refused");
        return "failed";
      case "block":
        outbox.lose(message, "refused");
        return "blocked";
    }
  }

  function beginNext(verification: Verification, endWithout: Outcome) {
    const step = verification.steps[verification.current + 1];
    if (!step) return finish(verification, endWithout);
    verification.current += 1;
    step.startedAt = timeline.now();
    if (switches().triesCountedPer === "code") verification.wrongCodes = 0;
    step.status = dispatch(verification, step);
    changed();
    if (step.status === "active") {
      verification.stopTimer = timeline.at(timeline.now() + step.seconds * 1000, () => {
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

  function matches(verification: Verification, step: Step, code: string): boolean {
    if (sameCode(step.code, code)) return true;
    if (switches().earlierCodes === "refused") return false;
    return verification.steps.some((earlier) => sameCode(earlier.code, code));
  }

  return {
    find: (id: string): Verification | undefined => verifications.get(id),
    live: (): Verification[] => [...verifications.values()].filter((one) => one.outcome === undefined),

    start(input: StartRequest): { started: Verification } | { busyWith: string | undefined } {
      const numbers = input.workflow.map((item) => item.to);
      const busy = liveFor(numbers);
      if (busy) return { busyWith: busy.id };
      if (numbers.some((number) => (busyUntil.get(number) ?? 0) > timeline.now()))
        return { busyWith: undefined };
      const verification = createVerification(randomUUID(), input, timeline.now());
      verifications.set(verification.id, verification);
      beginNext(verification, "failed");
      return { started: verification };
    },

    check(verification: Verification, code: string): "completed" | "wrong" | "ended" | "no-code" | "gone" {
      const step = runningStep(verification);
      if (!step) return "gone";
      if (step.code === undefined) return "no-code";
      if (matches(verification, step, code)) {
        endStep(verification, step, "completed");
        finish(verification, "completed");
        return "completed";
      }
      verification.wrongCodes += 1;
      if (verification.wrongCodes < triesAllowed) return "wrong";
      endStep(verification, step, "failed");
      finish(verification, "failed");
      return "ended";
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
