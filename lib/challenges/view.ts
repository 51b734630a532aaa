import "server-only";

import type { StepRow } from "@/db/queries/steps";
import { policy } from "../policy";

/** Why no PIN can be typed just now, in the words the page has for it. */
export type Obstacle =
  | "expired"
  | "exhausted"
  | "superseded"
  | "unconfirmed"
  | "unavailable"
  | "invalid-number"
  | "already-pending"
  | "throttled"
  | "locked";

/** What a PIN page shows. Times are ISO 8601 by the database's clock; `now` corrects the browser's. */
export type PinView = Readonly<{
  username: string;
  phoneEnding: string;
  digits: number;
  now: string;
  obstacle: Obstacle | null;
  triesLeft: number;
  sentAt: string | null;
  expiresAt: string;
  /** Null: no further message will be sent in this flow. */
  resendAt: string | null;
  /** When the call begins by itself; null when it has begun or no call is planned. */
  callsAt: string | null;
  calling: boolean;
}>;

function obstacleOf(step: StepRow): Obstacle | null {
  if (step.lockedUntil !== null && step.lockedUntil > step.now) return "locked";
  switch (step.state) {
    case "sent":
      return step.expiresAt > step.now ? null : limitOr(step, "expired");
    case "pending":
    case "unknown":
      return "unconfirmed";
    case "failed":
      return limitOr(step, failures.find((one) => one === step.failure) ?? "unavailable");
    case "exhausted":
      return limitOr(step, "exhausted");
    case "superseded":
    case "cancelled":
      return "superseded";
    case "approved":
      return null;
  }
}

const failures = ["invalid-number", "already-pending"] as const;

/** A limit on further messages is the more useful thing to say when no PIN can be typed any more. */
const limitOr = (step: StepRow, otherwise: Obstacle): Obstacle =>
  step.failure === "throttled" ? "throttled" : otherwise;

const iso = (ms: number) => new Date(ms).toISOString();

export function pinView(step: StepRow): PinView {
  const obstacle = obstacleOf(step);
  const callsAtMs = (step.sentAt ?? step.now) + policy.pin.channelSeconds * 1000;
  const running = step.state === "sent" && step.expiresAt > step.now;
  const resendAt = Math.max(step.resendAt, step.lockedUntil ?? 0);
  const calling = running && (step.calledAt !== null || callsAtMs <= step.now);
  return {
    username: step.username,
    phoneEnding: step.phone.slice(-2),
    digits: policy.pin.digits,
    now: iso(step.now),
    obstacle,
    triesLeft: step.triesLeft,
    sentAt: step.sentAt === null ? null : iso(step.sentAt),
    expiresAt: iso(step.expiresAt),
    resendAt: Number.isFinite(resendAt) ? iso(resendAt) : null,
    callsAt: running && !calling ? iso(callsAtMs) : null,
    calling,
  };
}
