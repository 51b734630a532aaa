import { createHash, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { CallbackEffect, Faults } from "../../faults";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import { numbersOf, type Step, type Verification } from "./verification";

const pausesSeconds = [1, 5, 30, 120, 600];
const answerWithinMilliseconds = 5000;

export type CallbackSigner = { secret: string; apiKey: string; applicationId: string };

/** One delivery that was tried; `status` is null when no answer came. */
export type CallbackAttempt = {
  at: string;
  body: string;
  authorization: string | null;
  status: number | null;
};

export type CallbackParts = {
  timeline: Timeline;
  faults: Faults;
  switches: () => Switches;
  target: { url: string; signer: CallbackSigner } | undefined;
};

export type Callbacks = ReturnType<typeof createCallbacks>;

async function signed(body: string, signer: CallbackSigner, wallNow: number): Promise<string> {
  const token = await new SignJWT({
    payload_hash: createHash("sha256").update(body).digest("hex"),
    api_key: signer.apiKey,
    application_id: signer.applicationId,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("Vonage")
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(wallNow / 1000))
    .sign(new TextEncoder().encode(signer.secret));
  return `Bearer ${token}`;
}

const iso = (time: number) => new Date(time).toISOString();

function summaryOf(verification: Verification, extras: boolean) {
  const { finalizedAt, input, steps } = verification;
  return {
    request_id: verification.id,
    submitted_at: iso(verification.submittedAt),
    status: verification.outcome,
    type: "summary",
    channel_timeout: input.channel_timeout,
    ...(input.client_ref === undefined ? {} : { client_ref: input.client_ref }),
    workflow: steps.map((step) => ({
      channel: step.channel,
      ...(step.startedAt === undefined ? {} : { initiated_at: iso(step.startedAt) }),
      status: step.status,
    })),
    ...(extras && finalizedAt !== undefined ? { finalized_at: iso(finalizedAt), price: "0.10000000" } : {}),
  };
}

/** Posts in the order in which things happened, one at a time per try; a refused one comes again later. */
export function createCallbacks({ timeline, faults, switches, target }: CallbackParts) {
  const attempts: CallbackAttempt[] = [];
  let queue: Promise<void> = Promise.resolve();
  let stop = new AbortController();

  type Delivery = { body: string; effect: CallbackEffect | undefined; tries: number; stopped: AbortSignal };

  async function post(url: string, body: string, authorization: string | null, stopped: AbortSignal) {
    const attempt: CallbackAttempt = { at: iso(timeline.now()), body, authorization, status: null };
    attempts.push(attempt);
    const headers: Record<string, string> = { "content-type": "application/json", connection: "close" };
    if (authorization !== null) headers.authorization = authorization;
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMilliseconds)]);
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.body?.cancel();
      attempt.status = response.status;
      return response.ok;
    } catch {
      return false;
    }
  }

  async function attempt({ body, effect, tries, stopped }: Delivery): Promise<void> {
    if (!target || stopped.aborted) return;
    const { signer, url } = target;
    const authorization = effect?.kind === "unsigned" ? null : await signed(body, signer, timeline.wallNow());
    const sentBody =
      effect?.kind === "tampered" ? body.replace(/"status":"\w+"/, '"status":"tampered"') : body;
    const accepted = await post(url, sentBody, authorization, stopped);
    if (effect?.kind === "duplicate") await post(url, sentBody, authorization, stopped);
    const pause = pausesSeconds[tries];
    if (accepted || pause === undefined || stopped.aborted) return;
    timeline.at(timeline.now() + pause * 1000, () => enqueue(body, undefined, tries + 1));
  }

  function enqueue(body: string, effect: CallbackEffect | undefined, tries: number) {
    const delivery = { body, effect, tries, stopped: stop.signal };
    queue = queue.then(() => attempt(delivery));
  }

  function announce(verification: Verification, content: object) {
    if (!target) return;
    const body = JSON.stringify(content);
    const effect = faults.takeCallback(numbersOf(verification));
    if (effect?.kind === "drop") return;
    if (effect?.kind === "late") {
      timeline.at(timeline.now() + effect.seconds * 1000, () => enqueue(body, undefined, 0));
    } else {
      enqueue(body, effect, 0);
    }
  }

  return {
    event(verification: Verification, step: Step) {
      const at = iso(timeline.now());
      const reference = verification.input.client_ref;
      announce(verification, {
        request_id: verification.id,
        triggered_at: at,
        type: "event",
        channel: step.channel,
        status: step.status,
        finalized_at: at,
        ...(reference === undefined ? {} : { client_ref: reference }),
      });
    },
    summary(verification: Verification) {
      announce(verification, summaryOf(verification, switches().summaryExtras));
    },
    attempts: (): readonly CallbackAttempt[] => attempts.map((one) => ({ ...one })),
    /** Resolves when nothing is on its way; a pause before the next try counts as nothing on its way. */
    async settled() {
      let seen: Promise<void> | undefined;
      while (seen !== queue) {
        seen = queue;
        await seen;
      }
    },
    stop() {
      stop.abort();
      stop = new AbortController();
      attempts.length = 0;
      queue = Promise.resolve();
    },
  };
}
