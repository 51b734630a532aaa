import "server-only";

import { cancelChallenge } from "@/db/queries/challenges";
import type { Reservation } from "@/db/queries/messages";
import type { SendFacts } from "@/db/queries/sends";
import {
  adoptRequest,
  type LiveRequest,
  liveRequestsBeside,
  recordStart,
  type StartRecord,
  switchProvider,
} from "@/db/queries/starts";
import { uncount } from "@/db/queries/throttles";
import { env } from "../env";
import { policy } from "../policy";
import { sendFacts } from "../sending/facts";
import { sawBreaker } from "../telemetry/metrics";
import type { Providers, StartOutcome, StartRequest, VerifyProvider } from "../verify/provider";
import { pinPage } from "./pages";
import { type PlannedMessage, planMessage, type Recipient } from "./plan";
import { reportStart } from "./report";

const RETRY_SOON_SECONDS = 10;
/** What only the operators can mend, or nobody; still within the life of the login. */
const RETRY_LATER_SECONDS = 120;
/** Everything that one press of a button may wait for; a person waits six seconds. */
const PATIENCE_MS = 5600;
const LEAST_MS = 1000;

type Answer =
  | StartOutcome
  | "adopted"
  | Readonly<{ kind: "wait"; seconds: number }>
  /** One runs of which we know nothing: most likely our own, whose start was not answered. */
  | Readonly<{ kind: "unheard" }>;
type Outcome = Exclude<Answer, "adopted">;

const failures = {
  "rate-limited": "unavailable",
  unavailable: "unavailable",
  "no-credit": "unavailable",
  unauthorised: "unavailable",
  "already-pending": "already-pending",
  wait: "already-pending",
  unheard: "unknown",
  "invalid-number": "invalid-number",
  unsupported: "invalid-number",
} as const;

/** When another message may be asked for; `planned` where this one may have gone out. */
function retrySeconds(outcome: Outcome, planned: number): number {
  switch (outcome.kind) {
    case "sent":
    case "unknown":
      return planned;
    case "wait":
      return outcome.seconds;
    case "rate-limited":
      return Math.max(RETRY_SOON_SECONDS, outcome.retryAfterSeconds);
    case "unavailable":
    case "already-pending":
    case "unheard":
      return RETRY_SOON_SECONDS;
    case "invalid-number":
    case "unsupported":
    case "no-credit":
    case "unauthorised":
      return RETRY_LATER_SECONDS;
  }
}

/** What is written down for each answer. Nothing is ever sent again unasked: the person decides. */
function recordOf(outcome: Outcome, provider: VerifyProvider, resendSeconds: number): StartRecord {
  const about = {
    provider: provider.name,
    providerRequestId: null,
    failure: null,
    checkUrl: null,
    codeTaken: provider.codes !== "provider",
    resendInSeconds: retrySeconds(outcome, resendSeconds),
  };
  switch (outcome.kind) {
    case "sent": {
      const { requestId: providerRequestId, checkUrl } = outcome;
      return { ...about, state: "sent", providerRequestId, checkUrl, health: "works" };
    }
    case "unknown":
      return { ...about, state: "unknown", failure: "unknown", health: "fails" };
    case "unavailable":
      return { ...about, state: "failed", failure: failures[outcome.kind], health: "fails" };
    case "rate-limited":
    case "no-credit":
    case "unauthorised":
    case "already-pending":
    case "wait":
    case "unheard":
    case "invalid-number":
    case "unsupported":
      return { ...about, state: "failed", failure: failures[outcome.kind], health: null };
  }
}

/**
 * The number has a running request at the provider. Ours for the same purpose and flow: carry it on. What yields
 * stands in the way (an unproved sign-up, what a stranger began): end it, it may block nobody. Otherwise the person has
 * to wait.
 */
async function resolveConflict(request: StartRequest, provider: VerifyProvider): Promise<Answer> {
  const live = await liveRequestsBeside(request.challengeId);
  if (live.length === 0) return { kind: "unheard" };
  const due = live.find((one) => one.endsInSeconds <= 0);
  if (due && (await provider.cancel(due.providerRequestId))) {
    await cancelChallenge(due.challengeId);
    return provider.start(request);
  }
  for (const own of live.filter((one) => one.ours && one.endsInSeconds > 0)) {
    if (await adoptRequest(own.challengeId, request.challengeId)) return "adopted";
  }
  const blocking = live.find((one) => one.yields);
  if (!blocking) return { kind: "wait", seconds: longestWait(live) };
  if (blocking.ageSeconds < policy.pin.cancelAfterSeconds) {
    return { kind: "wait", seconds: Math.ceil(policy.pin.cancelAfterSeconds - blocking.ageSeconds) + 1 };
  }
  if (!(await provider.cancel(blocking.providerRequestId))) {
    return { kind: "wait", seconds: longestWait(live) };
  }
  await cancelChallenge(blocking.challengeId);
  return provider.start(request);
}

const longestWait = (live: readonly LiveRequest[]): number =>
  Math.ceil(Math.max(RETRY_SOON_SECONDS, ...live.map((one) => one.endsInSeconds)));

const requestOf = (
  { plan, workflow, code }: PlannedMessage,
  to: Recipient,
  withinMs: number,
): StartRequest => ({
  challengeId: plan.challengeId,
  number: to.number,
  email: to.email,
  workflow,
  channelSeconds: plan.channelSeconds,
  locale: to.locale,
  code,
  tag: plan.tag,
  returnUrl: new URL(pinPage(to.purpose), env().appUrl).href,
  withinMs,
});

/** Refused or down, and certainly nothing sent: only then may another provider send it. */
const letsFallBack = ({ kind }: Outcome): boolean =>
  kind !== "sent" &&
  kind !== "unknown" &&
  kind !== "already-pending" &&
  kind !== "wait" &&
  kind !== "unheard";

/** Nothing was sent, and not for what the person asked: it may not use up what they may ask for later. */
const blameless = ({ kind }: Outcome): boolean =>
  kind !== "sent" && kind !== "unknown" && kind !== "invalid-number" && kind !== "unsupported";

/**
 * Asks the provider for the message of a challenge that is already written (intent before effect), outside any
 * transaction, and records the answer. Who is known to be down is not asked.
 */
export async function startMessage(
  planned: PlannedMessage,
  to: Recipient,
  providers: Providers,
  breakerOpen: boolean,
  { facts, throttles }: Pick<Reservation, "facts" | "throttles">,
): Promise<void> {
  const { first, fallback } = providers;
  const { challengeId, resendSeconds } = planned.plan;
  const began = performance.now();
  sawBreaker(first.name, breakerOpen);
  const answer = breakerOpen
    ? ({ kind: "unavailable" } as const)
    : await startOrResolve(requestOf(planned, to, PATIENCE_MS), first);
  if (answer === "adopted") return uncount(throttles);
  // A breaker that is open already learns nothing from a call that was not made.
  const health = breakerOpen ? null : recordOf(answer, first, resendSeconds).health;
  if (fallback && letsFallBack(answer)) {
    const second = planMessage(1, fallback, to, null, challengeId);
    const secondFacts = sendFacts(to, null, second);
    const from = { provider: first.name, health };
    const { switched, breakerOpened } = await switchProvider(second.plan, from, secondFacts, policy.breaker);
    reportStart(first.name, answer.kind, facts, { breakerOpened, fallback: true });
    // Somebody else has ended the challenge meanwhile: nothing is left to record.
    if (!switched) return blameless(answer) ? uncount(throttles) : undefined;
    const withinMs = Math.max(LEAST_MS, PATIENCE_MS - (performance.now() - began));
    const other = await fallback.start(requestOf(second, to, withinMs));
    await settle(challengeId, other, fallback, resendSeconds, secondFacts);
    return blameless(other) ? uncount(throttles) : undefined;
  }
  await settle(challengeId, answer, first, resendSeconds, facts, breakerOpen);
  if (blameless(answer)) await uncount(throttles);
}

async function startOrResolve(request: StartRequest, provider: VerifyProvider): Promise<Answer> {
  const outcome = await provider.start(request);
  return outcome.kind === "already-pending" ? resolveConflict(request, provider) : outcome;
}

async function settle(
  challengeId: string,
  outcome: Outcome,
  provider: VerifyProvider,
  resendSeconds: number,
  facts: SendFacts,
  unasked = false,
): Promise<void> {
  const record = recordOf(outcome, provider, resendSeconds);
  const told = await recordStart(challengeId, unasked ? { ...record, health: null } : record, policy.breaker);
  reportStart(provider.name, outcome.kind, facts, { ...told, fallback: false });
}
