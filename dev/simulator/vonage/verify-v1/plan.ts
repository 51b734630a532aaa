import type { StartInput } from "./start-request";

export type PlannedStep = { channel: "sms" | "voice"; seconds: number };

type Plan = readonly (readonly [channel: PlannedStep["channel"], seconds: number | undefined])[];

/** Steps and their waits as documented; undefined waits as long as the code holds. */
const plans: Readonly<Record<StartInput["workflow_id"], Plan>> = {
  1: [
    ["sms", 125],
    ["voice", 180],
    ["voice", 300],
  ],
  2: [
    ["sms", 125],
    ["sms", 180],
    ["voice", 300],
  ],
  3: [
    ["voice", 150],
    ["voice", 150],
  ],
  4: [
    ["sms", 120],
    ["sms", 180],
  ],
  5: [
    ["sms", 120],
    ["voice", 180],
  ],
  6: [["sms", undefined]],
  7: [["voice", undefined]],
};

/** How long a code holds: a whole multiple of the wait that was asked for, or that wait itself. */
export function codeSeconds({ next_event_wait: wait, pin_expiry: expiry }: StartInput): number {
  return wait !== undefined && expiry % wait !== 0 ? wait : expiry;
}

export function planOf(input: StartInput): PlannedStep[] {
  return plans[input.workflow_id].map(([channel, seconds]) => ({
    channel,
    seconds: seconds === undefined ? codeSeconds(input) : (input.next_event_wait ?? seconds),
  }));
}
