import { wireNumber } from "../../phone-number";
import type { Running } from "../../running";
import { randomDigits } from "../code";
import type { Caller } from "../credentials";
import type { Channel, StartRequest, WorkflowItem } from "./start-request";

/** The wire statuses of a callback's `workflow[]`, plus `active` while the step runs. */
export type StepStatus = "unused" | "active" | "completed" | "failed" | "expired" | "blocked";
export type Outcome = "completed" | "failed" | "expired" | "blocked" | "cancelled";

export type Step = {
  item: WorkflowItem;
  channel: Channel;
  seconds: number;
  status: StepStatus;
  startedAt?: number;
  code?: string;
  /** In place of a code, from silent authentication in its advanced mode. */
  token?: string;
};

export type Verification = {
  id: string;
  caller: Caller;
  input: StartRequest;
  steps: Step[];
  current: number;
  outcome?: Outcome;
  submittedAt: number;
  finalizedAt?: number;
  wrongCodes: number;
  stopTimer: () => void;
};

// From the contract: silent authentication always runs for 60 seconds, whatever channel_timeout says.
const silentAuthSeconds = 60;

export function createVerification(
  id: string,
  caller: Caller,
  input: StartRequest,
  submittedAt: number,
): Verification {
  const steps = input.workflow.map(
    (item): Step => ({
      item,
      channel: item.channel,
      seconds: item.channel === "silent_auth" ? silentAuthSeconds : input.channel_timeout,
      status: "unused",
    }),
  );
  return { id, caller, input, steps, current: -1, submittedAt, wrongCodes: 0, stopTimer: () => {} };
}

export function numbersOf(verification: Verification): string[] {
  return verification.steps.map((step) => wireNumber(step.item.to));
}

export function runningStep(verification: Verification): Step | undefined {
  return verification.outcome === undefined ? verification.steps[verification.current] : undefined;
}

export function runningOf(verification: Verification): Running | undefined {
  const step = runningStep(verification);
  if (step?.startedAt === undefined) return undefined;
  return {
    numbers: numbersOf(verification),
    brand: verification.input.brand,
    channel: step.channel,
    startedAt: step.startedAt,
    endsAt: step.startedAt + step.seconds * 1000,
    followedBy: verification.steps[verification.current + 1]?.channel ?? null,
  };
}

/** The caller's own code, the previous step's with `reuse_code`, or new random digits; never a number. */
export function codeFor(verification: Verification, index: number): string {
  const { code, code_length } = verification.input;
  if (code !== undefined) return code;
  const item = verification.steps[index]?.item;
  const earlier = verification.steps
    .slice(0, index)
    .findLast((step) => step.channel !== "silent_auth" && step.code !== undefined)?.code;
  if (item && "reuse_code" in item && item.reuse_code && earlier !== undefined) return earlier;
  return randomDigits(code_length);
}
