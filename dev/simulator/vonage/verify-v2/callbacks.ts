import type { Addresses } from "../../callbacks/addresses";
import type { Courier } from "../../callbacks/courier";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import type { CallbackSigner } from "./callback-signature";
import { checkUrl } from "./silent-auth";
import { numbersOf, type Step, type Verification } from "./verification";

// Each try's pause after the one before; the provider publishes no schedule.
const pausesSeconds = [0, 1, 5, 30, 120, 600];

export type CallbackParts = {
  timeline: Timeline;
  courier: Courier;
  addresses: Addresses;
  switches: () => Switches;
  signer: CallbackSigner;
  origin: () => string;
};

export type Callbacks = ReturnType<typeof createCallbacks>;

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

export function createCallbacks(parts: CallbackParts) {
  const { timeline, courier, addresses, switches, signer, origin } = parts;

  function announce(verification: Verification, content: object) {
    const url = addresses.of("vonage");
    if (url === undefined || verification.caller === "account") return;
    const body = JSON.stringify(content);
    courier.post({
      service: "vonage",
      numbers: numbersOf(verification),
      tries: pausesSeconds.map((afterSeconds) => ({ url, afterSeconds })),
      answerWithinMilliseconds: 5000,
      compose: () => body,
      sign: (bytes) => signer(bytes, timeline.wallNow()),
    });
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
    actionPending(verification: Verification) {
      const reference = verification.input.client_ref;
      announce(verification, {
        request_id: verification.id,
        triggered_at: iso(timeline.now()),
        type: "event",
        channel: "silent_auth",
        status: "action_pending",
        action: { type: "check", check_url: checkUrl(origin(), verification.id) },
        ...(reference === undefined ? {} : { client_ref: reference }),
      });
    },
    summary(verification: Verification) {
      announce(verification, summaryOf(verification, switches().summaryExtras));
    },
  };
}
