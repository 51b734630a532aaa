import { codeIn } from "../../code-in-text";
import type { DeliveryEffect, Faults } from "../../faults";
import type { Draft, Outbox } from "../../outbox";
import { wireNumber } from "../../phone-number";
import type { Timeline } from "../../timeline";
import { type CarrierError, createMessage, type Status, type TextMessage, validForSeconds } from "./message";
import type { MessageRequest } from "./message-request";
import type { Webhooks } from "./webhooks";

export type MessagesParts = { timeline: Timeline; outbox: Outbox; faults: Faults; webhooks: Webhooks };

export type Messages = ReturnType<typeof createMessages>;

const reportSeconds = 1;

const notRoutable: CarrierError = {
  code: "40001",
  title: "Not routable",
  detail: "The number cannot take messages.",
};
const blocked: CarrierError = {
  code: "40002",
  title: "Blocked as spam - temporary",
  detail: "The carrier did not let the message through.",
};

function draftOf({ id, from, request }: TextMessage): Draft {
  return {
    requestId: id,
    step: 1,
    channel: "sms",
    to: wireNumber(request.to),
    from,
    brand: from,
    // Nothing says which language an own text is in.
    locale: "",
    text: request.text,
    code: codeIn(request.text),
  };
}

/** From the queue to the report of the carrier. Knows nothing of HTTP. */
export function createMessages({ timeline, outbox, faults, webhooks }: MessagesParts) {
  const after = (seconds: number, task: () => void) => timeline.at(timeline.now() + seconds * 1000, task);

  function sent(message: TextMessage) {
    message.status = "sent";
    message.sentAt = timeline.now();
    webhooks.announce("message.sent", message);
  }

  function finalizeAfter(message: TextMessage, seconds: number, status: Status, errors: CarrierError[] = []) {
    after(seconds, () => {
      message.status = status;
      message.errors = errors;
      message.completedAt = timeline.now();
      webhooks.announce("message.finalized", message);
    });
  }

  function dispatch(message: TextMessage, effect: DeliveryEffect | undefined) {
    const draft = draftOf(message);
    if (effect?.kind !== "refuse") sent(message);
    switch (effect?.kind) {
      case undefined:
        outbox.deliver(draft);
        return finalizeAfter(message, reportSeconds, "delivered");
      case "late":
        outbox.deliverLate(draft, effect.seconds);
        return finalizeAfter(message, effect.seconds + reportSeconds, "delivered");
      case "drop":
        outbox.lose(draft, "dropped");
        return finalizeAfter(message, validForSeconds, "delivery_unconfirmed");
      case "refuse":
        outbox.lose(draft, "refused");
        return finalizeAfter(message, reportSeconds, "sending_failed", [notRoutable]);
      case "block":
        outbox.lose(draft, "refused");
        return finalizeAfter(message, reportSeconds, "delivery_failed", [blocked]);
    }
  }

  return {
    /** What the answer shows: the message as it was queued, before anything became of it. */
    accept(request: MessageRequest) {
      const message = createMessage(request, timeline.now());
      const queued = webhooks.wire(message);
      const effect = faults.takeDelivery(wireNumber(request.to));
      const wait = request.send_at ? Date.parse(request.send_at) - timeline.now() : 0;
      if (wait > 0) after(wait / 1000, () => dispatch(message, effect));
      else dispatch(message, effect);
      return queued;
    },
  };
}
