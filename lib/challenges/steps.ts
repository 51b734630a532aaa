import { policy } from "../policy";
import type { Channel } from "../verify/provider";

/** The steps of one message, as a challenge keeps them. */
export type Steps = Readonly<{
  workflow: readonly Channel[];
  channelSeconds: number;
  /** The last step (from 1) that is known to have begun, and when (milliseconds since 1970). */
  step: number;
  stepAt: number;
}>;

export type Position = Readonly<{
  /** From 1. */
  step: number;
  channel: Channel;
  beganAt: number;
  endsAt: number;
  /** What begins by itself at `endsAt`; null: the message is over then. */
  next: Channel | null;
}>;

/** Every step that carries a PIN gets an equal share of its life. */
export function channelSeconds(workflow: readonly Channel[]): number {
  const carriers = workflow.filter((channel) => channel !== "silent_auth").length;
  return Math.max(policy.pin.shortestStepSeconds, Math.floor(policy.pin.lifeSeconds / Math.max(1, carriers)));
}

const secondsOf = (channel: Channel, each: number): number =>
  channel === "silent_auth" ? policy.pin.silentAuthSeconds : each;

/** From the beginning of the first step to the end of the last. */
export const workflowSeconds = (workflow: readonly Channel[], each: number): number =>
  workflow.reduce((total, channel) => total + secondsOf(channel, each), 0);

/** Where a message stands: each step begins when the time of the one before is over. */
export function positionAt({ workflow, channelSeconds: each, step, stepAt }: Steps, now: number): Position {
  let position = { step, beganAt: stepAt };
  for (;;) {
    const channel = workflow[position.step - 1] ?? "sms";
    const next = workflow[position.step] ?? null;
    const endsAt = position.beganAt + secondsOf(channel, each) * 1000;
    if (next === null || endsAt > now) return { ...position, channel, endsAt, next };
    position = { step: position.step + 1, beganAt: endsAt };
  }
}
