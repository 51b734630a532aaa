import "server-only";

import {
  adoptRequest,
  cancelChallenge,
  type LiveRequest,
  liveRequestsBeside,
  recordStart,
  type StartRecord,
} from "@/db/queries/challenges";
import type { StartOutcome, StartRequest, VerifyProvider } from "../verify/provider";

/** Vonage refuses to cancel a request in its first 30 seconds. */
const CANCEL_AFTER_SECONDS = 30;
const RETRY_SOON_SECONDS = 10;
const RETRY_LATER_SECONDS = 600;

const failed = (failure: string, resendInSeconds: number): StartRecord => ({
  state: "failed",
  providerRequestId: null,
  failure,
  resendInSeconds,
});

/** What is written down for each answer. Nothing is ever sent again unasked: the person decides. */
function recordOf(outcome: StartOutcome, resendSeconds: number): StartRecord {
  switch (outcome.kind) {
    case "sent":
      return {
        state: "sent",
        providerRequestId: outcome.requestId,
        failure: null,
        resendInSeconds: resendSeconds,
      };
    case "unknown":
      return {
        state: "unknown",
        providerRequestId: null,
        failure: "unknown",
        resendInSeconds: resendSeconds,
      };
    case "rate-limited":
      return failed("unavailable", Math.max(RETRY_SOON_SECONDS, outcome.retryAfterSeconds));
    case "unavailable":
      return failed("unavailable", RETRY_SOON_SECONDS);
    case "already-pending":
      return failed("already-pending", RETRY_SOON_SECONDS);
    case "invalid-number":
    case "unsupported":
      return failed("invalid-number", RETRY_LATER_SECONDS);
    case "no-credit":
    case "unauthorised":
      return failed("unavailable", RETRY_LATER_SECONDS);
  }
}

/**
 * The number has a running request at the provider. Ours for the same purpose and flow: carry it on. Only an
 * unproved sign-up stands in the way: end it, it may block nobody. Otherwise the person has to wait.
 */
async function resolveConflict(
  challengeId: string,
  request: StartRequest,
  provider: VerifyProvider,
): Promise<StartOutcome | "adopted" | { waitSeconds: number }> {
  const live = await liveRequestsBeside(challengeId);
  for (const own of live.filter((one) => one.ours)) {
    if (await adoptRequest(own.challengeId, challengeId)) return "adopted";
  }
  const blocking = live.find((one) => one.purpose === "signup");
  if (!blocking) return { waitSeconds: longestWait(live) };
  if (blocking.ageSeconds < CANCEL_AFTER_SECONDS) {
    return { waitSeconds: Math.ceil(CANCEL_AFTER_SECONDS - blocking.ageSeconds) + 1 };
  }
  if (!(await provider.cancel(blocking.providerRequestId))) return { waitSeconds: longestWait(live) };
  await cancelChallenge(blocking.challengeId);
  return provider.start(request);
}

const longestWait = (live: readonly LiveRequest[]): number =>
  Math.ceil(Math.max(RETRY_SOON_SECONDS, ...live.map((one) => one.endsInSeconds)));

/**
 * Asks the provider for the message of a challenge that is already written (intent before effect), outside any
 * transaction, and records the answer.
 */
export async function startMessage(
  challengeId: string,
  request: StartRequest,
  resendSeconds: number,
  provider: VerifyProvider,
): Promise<void> {
  const first = await provider.start(request);
  const answer =
    first.kind === "already-pending" ? await resolveConflict(challengeId, request, provider) : first;
  if (answer === "adopted") return;
  const record =
    "waitSeconds" in answer ? failed("already-pending", answer.waitSeconds) : recordOf(answer, resendSeconds);
  await recordStart(challengeId, record);
}
