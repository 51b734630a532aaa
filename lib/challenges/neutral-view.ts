import type { StepRow } from "@/db/queries/steps";
import { iso } from "../iso";
import { policy } from "../policy";
import { positionAt, workflowSeconds } from "./steps";
import type { Shown } from "./view";

/** Reasons of ours not to send a message. They are decided by number and address, before anybody is looked up. */
export const sendLimits = ["throttled", "paused", "closed-country"] as const;

/**
 * Of a login by phone only what the browser itself has done counts: when it asked, how often, and how many tries are
 * spent. What became of a message would tell that there is one.
 */
export function neutralShown(step: StepRow): Shown {
  const { workflow, channelSeconds, now } = step;
  const beganAt = step.sentAt ?? now;
  const endsAt = beganAt + workflowSeconds(workflow, channelSeconds) * 1000;
  const limit = sendLimits.find((one) => one === step.failure) ?? null;
  const exhausted = step.state === "exhausted" || step.triesLeft === 0;
  const obstacle = limit ?? (exhausted ? "exhausted" : endsAt > now ? null : "expired");
  const position = positionAt({ workflow, channelSeconds, step: 1, stepAt: beganAt }, now);
  const running = obstacle === null;
  return {
    neutral: true,
    username: "",
    phoneEnding: step.phone.slice(-2),
    digits: policy.pin.digits,
    obstacle,
    triesLeft: step.triesLeft,
    expiresAt: iso(endsAt),
    resendAt: Number.isFinite(step.resendAt) ? iso(step.resendAt) : null,
    // What else is known of the PIN may be of another provider that stepped in; the tag stays as it was planned.
    keepsOlder: step.tag !== null,
    tag: step.tag,
    olderTags: [],
    passed: false,
    resendFailed: false,
    callRefused: false,
    channel: running ? position.channel : null,
    next: running && position.next ? { channel: position.next, at: iso(position.endsAt) } : null,
    nextOffered: false,
    callRefusable: false,
    silentUrl: null,
    timeline: [],
  };
}
