import { randomUUID } from "node:crypto";
import type { Addresses } from "../../callbacks/addresses";
import type { Courier } from "../../callbacks/courier";
import { wireNumber } from "../../phone-number";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import type { WebhookSigner } from "../webhook-signature";
import { type TextMessage, wireMessage } from "./message";

// Three tries for each address, by the documentation; the pauses before them are a guess.
const triesForEach = 3;
const pausesSeconds = [0, 1, 5, 5, 5, 5];

export type WebhookParts = {
  timeline: Timeline;
  courier: Courier;
  addresses: Addresses;
  switches: () => Switches;
  signer: WebhookSigner | undefined;
};

export type Webhooks = ReturnType<typeof createWebhooks>;

export function createWebhooks({ timeline, courier, addresses, switches, signer }: WebhookParts) {
  function profileUrl({ request }: TextMessage) {
    return request.use_profile_webhooks ? addresses.of("telnyx") : undefined;
  }

  function wire(message: TextMessage) {
    const withCost = switches().telnyxCost === "always" || message.completedAt !== undefined;
    return wireMessage(message, { withCost, profileUrl: profileUrl(message) });
  }

  return {
    wire,
    announce(eventType: "message.sent" | "message.finalized", message: TextMessage) {
      const { webhook_url: own, webhook_failover_url: failover } = message.request;
      const urls = [own ?? profileUrl(message), failover].filter((url) => typeof url === "string");
      if (!signer || urls.length === 0) return;
      const data = {
        event_type: eventType,
        id: randomUUID(),
        occurred_at: new Date(timeline.now()).toISOString(),
        payload: wire(message),
        record_type: "event",
      };
      courier.post({
        service: "telnyx",
        numbers: [wireNumber(message.request.to)],
        tries: pausesSeconds.flatMap((afterSeconds, index) => {
          const url = urls[Math.floor(index / triesForEach)];
          return url === undefined ? [] : [{ url, afterSeconds }];
        }),
        answerWithinMilliseconds: 2000,
        compose: (attempt, url) => JSON.stringify({ data, meta: { attempt, delivered_to: url } }),
        sign: (body) => signer(body, timeline.wallNow()),
      });
    },
  };
}
