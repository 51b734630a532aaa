import type { DeliveryEffect, Faults } from "../../faults";
import type { Draft, Outbox } from "../../outbox";
import type { Switches } from "../../switches";
import { render, spell } from "../wording";
import { type Networks, simulatedNetwork } from "./networks";
import { codeSeconds, type PlannedStep } from "./plan";
import { senderOf, type VerifyRequest } from "./verify-request";

export type MessageDelivery = (request: VerifyRequest, step: PlannedStep) => "active" | "failed" | "blocked";

export type DeliveryParts = {
  outbox: Outbox;
  faults: Faults;
  networks: Networks;
  switches: () => Switches;
};

const voiceCaller = "442079460018";

function wordsOf({ code, input }: VerifyRequest, channel: PlannedStep["channel"]) {
  const locale = input.lg;
  const seconds = codeSeconds(input);
  if ("brand" in input) return render({ channel, brand: input.brand, code, locale, seconds });
  // The law wants payee and amount beside the code; the words are ours.
  const purpose = `to pay ${Number(input.amount).toFixed(2)} EUR to ${input.payee}`;
  const spoken = channel === "voice" ? spell(code) : code;
  return { text: `Your code ${purpose} is ${spoken}.`, locale: "en-gb" };
}

export function createDelivery({ outbox, faults, networks, switches }: DeliveryParts): MessageDelivery {
  function effectOn(number: string): DeliveryEffect | undefined {
    const { blockedNumbers, fraudCheck } = switches();
    const listed = fraudCheck !== "ignored" && blockedNumbers.includes(number);
    if (listed && !networks.isUnblocked(simulatedNetwork)) return { kind: "block" };
    return faults.takeDelivery(number);
  }

  return (request, { channel }) => {
    const { input } = request;
    const draft: Draft = {
      requestId: request.id,
      step: request.current + 1,
      channel,
      to: input.number,
      from: channel === "voice" ? voiceCaller : input.sender_id,
      brand: senderOf(input),
      ...wordsOf(request, channel),
      code: request.code,
    };
    const effect = effectOn(input.number);
    switch (effect?.kind) {
      case undefined:
        outbox.deliver(draft);
        return "active";
      case "late":
        outbox.deliverLate(draft, effect.seconds);
        return "active";
      case "drop":
        outbox.lose(draft, "dropped");
        return "active";
      case "refuse":
        outbox.lose(draft, "refused");
        return "failed";
      case "block":
        outbox.lose(draft, "refused");
        return "blocked";
    }
  };
}
