import "server-only";

import type { StepRow } from "@/db/queries/steps";
import { hashSecret } from "../crypto";
import { iso } from "../iso";
import { policy } from "../policy";
import type { Channel } from "../verify/provider";
import { neutralShown, sendLimits } from "./neutral-view";
import { type Position, positionAt } from "./steps";
import { type TimelineEntry, timelineOf } from "./timeline";

/** Why no PIN can be typed just now, in the words the page has for it. */
export type Obstacle =
  | "expired"
  | "exhausted"
  | "ended"
  | "superseded"
  | "unconfirmed"
  | "unavailable"
  | "invalid-number"
  | "already-pending"
  | "undelivered"
  | "blocked"
  | "stopped"
  | "throttled"
  | "closed-country"
  | "paused"
  | "locked";

/** What a PIN page shows. Times are ISO 8601 by the database's clock; `now` corrects the browser's. */
export type PinView = Readonly<{
  /** A login by phone: the page speaks in conditions, and shows nothing that depends on an account. */
  neutral: boolean;
  username: string;
  phoneEnding: string;
  digits: number;
  now: string;
  obstacle: Obstacle | null;
  triesLeft: number;
  expiresAt: string;
  /** Null: no further message will be sent in this flow. */
  resendAt: string | null;
  /** Whether the PIN that runs now stays good when a new message is sent. */
  keepsOlder: boolean;
  /** Stands in our own texts too, so that it is plain which of them counts; null where texts carry none. */
  tag: string | null;
  /** Texts of this flow whose PIN is still good too. */
  olderTags: readonly string[];
  /** The PIN was right, and its answer was lost on the way. */
  passed: boolean;
  /** The newest text could not be sent; older ones are good. */
  resendFailed: boolean;
  /** The way the PIN travels now; null when nothing runs. */
  channel: Channel | null;
  /** What begins by itself, and when; null: nothing does. */
  next: Readonly<{ channel: Channel; at: string }> | null;
  /** Whether the next channel can be asked for at once. */
  nextOffered: boolean;
  /** Whether the call that comes next can be refused. */
  callRefusable: boolean;
  /** No call will come; with it the PIN ends, at `expiresAt`. */
  callRefused: boolean;
  /** Where this phone can confirm itself without a PIN, over its own network. */
  silentUrl: string | null;
  timeline: readonly TimelineEntry[];
  /** Changes whenever anything above changes other than by the clock alone. */
  version: string;
}>;

const told = [
  "invalid-number",
  "already-pending",
  "undelivered",
  "blocked",
  "stopped",
  "closed-country",
  "paused",
] as const;

/** As `spendTry` has it. */
const takesOwnPin: readonly string[] = ["pending", "sent", "unknown", "failed"];

function obstacleOf(step: StepRow): Obstacle | null {
  if (step.lockedUntil !== null && step.lockedUntil > step.now) return "locked";
  if (step.ownCodes > 0 && step.triesLeft > 0 && takesOwnPin.includes(step.state)) return null;
  const failure = told.find((one) => one === step.failure);
  switch (step.state) {
    case "sent":
      if (failure === "undelivered" || failure === "blocked") return failure;
      return step.expiresAt > step.now ? null : limitOr(step, "expired");
    case "pending":
    case "unknown":
      return "unconfirmed";
    case "failed":
      return limitOr(step, failure ?? (step.failure === "unknown" ? "unconfirmed" : "unavailable"));
    case "exhausted":
      return limitOr(step, step.failure === "ended" ? "ended" : "exhausted");
    case "superseded":
      return "superseded";
    case "cancelled":
      return failure === "stopped" ? limitOr(step, "stopped") : "superseded";
    case "approved":
      return null;
  }
}

/** A limit on further messages is the more useful thing to say when no PIN can be typed any more. */
const limitOr = (step: StepRow, otherwise: Obstacle): Obstacle =>
  sendLimits.find((one) => one === step.failure) ?? otherwise;

/** How the running message travels; nothing of it is known or useful when none runs. */
function travel(step: StepRow, position: Position | null) {
  if (!position) {
    return {
      channel: null,
      next: null,
      nextOffered: false,
      callRefusable: false,
      silentUrl: null,
      timeline: [],
    };
  }
  const refused = step.callRefusedAt !== null;
  const following = refused ? null : position.next;
  const callNext = following === "voice";
  return {
    channel: position.channel,
    next: following ? { channel: following, at: iso(position.endsAt) } : null,
    nextOffered: following !== null,
    callRefusable: callNext && position.endsAt - step.now > policy.pin.stopBeforeCallSeconds * 1000,
    silentUrl: position.channel === "silent_auth" ? step.checkUrl : null,
    timeline: timelineOf(step.workflow[0] ?? "sms", step.sentAt ?? step.now, position, step.notes),
  };
}

export function pinView(step: StepRow): PinView {
  const shown = step.neutral ? neutralShown(step) : ownShown(step);
  return { ...shown, now: iso(step.now), version: hashSecret(JSON.stringify(shown)).slice(0, 16) };
}

export type Shown = Omit<PinView, "now" | "version">;

function ownShown(step: StepRow): Shown {
  const obstacle = obstacleOf(step);
  const running = step.state === "sent" && step.stepAt !== null && step.expiresAt > step.now;
  const position = running ? positionAt({ ...step, stepAt: step.stepAt ?? step.now }, step.now) : null;
  const resendAt = Math.max(step.resendAt, step.lockedUntil ?? 0);
  return {
    neutral: false,
    username: step.username,
    phoneEnding: step.phone.slice(-2),
    digits: policy.pin.digits,
    obstacle,
    triesLeft: step.triesLeft,
    expiresAt: iso(step.expiresAt),
    resendAt: Number.isFinite(resendAt) ? iso(resendAt) : null,
    keepsOlder: step.codeFor !== null,
    tag: step.tag,
    olderTags: step.olderTags,
    passed: step.state === "approved",
    resendFailed: obstacle === null && step.state === "failed",
    callRefused: running && step.callRefusedAt !== null,
    ...travel(step, position),
  };
}
