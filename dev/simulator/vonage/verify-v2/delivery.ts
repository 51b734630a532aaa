import type { DeliveryEffect, Faults } from "../../faults";
import type { Draft, Outbox } from "../../outbox";
import { wireNumber } from "../../phone-number";
import type { Switches } from "../../switches";
import { fillIn, render } from "../wording";
import { isSilent } from "./silent-auth";
import type { TemplateStore } from "./templates/template-store";
import { codeFor, type Step, type StepStatus, type Verification } from "./verification";

export type DeliveryParts = {
  outbox: Outbox;
  faults: Faults;
  templates: TemplateStore;
  switches: () => Switches;
};

export type Delivery = ReturnType<typeof createDelivery>;

const voiceCaller = "442079460018";

function blockedAsFraud({ input }: Verification, number: string, switches: Switches): boolean {
  if (!switches.blockedNumbers.includes(number)) return false;
  switch (switches.fraudCheck) {
    case "ignored":
      return false;
    case "when-asked":
      return input.fraud_check === true;
    case "unless-declined":
      return input.fraud_check !== false;
  }
}

/** Puts a step's message on its way. */
export function createDelivery({ outbox, faults, templates, switches }: DeliveryParts) {
  function ownText({ input }: Verification, { channel }: Step): string | undefined {
    const locale = input.locale.toLowerCase();
    if (channel === "voice") return templates.textFor(input.template_id, "voice", locale);
    // Fragments are for texts and calls; RCS, which takes templates too, reads those for texts.
    if (channel !== "sms" && channel !== "rcs") return undefined;
    return templates.textFor(input.template_id, "sms", locale);
  }

  function draft(verification: Verification, step: Step, code: string): Draft {
    const { brand, locale } = verification.input;
    const rendering = { channel: step.channel, brand, code, locale, seconds: step.seconds };
    const fragment = ownText(verification, step);
    const { text, locale: spoken } = fragment ? fillIn(fragment, rendering) : render(rendering);
    const hash = step.item.channel === "sms" ? step.item.app_hash : undefined;
    const own = "from" in step.item ? step.item.from : undefined;
    return {
      requestId: verification.id,
      step: verification.current + 1,
      channel: step.channel,
      to: step.item.to,
      from: own ?? (step.channel === "voice" ? voiceCaller : brand),
      brand,
      locale: spoken,
      text: hash === undefined ? text : `${text}\n${hash}`,
      code,
    };
  }

  function effectOn(verification: Verification, { item }: Step): DeliveryEffect | undefined {
    const to = wireNumber(item.to);
    if (blockedAsFraud(verification, to, switches())) return { kind: "block" };
    return faults.takeDelivery(to);
  }

  function silent({ item }: Step): StepStatus {
    // Without the check of coverage the address is given in any case, and fails when it is opened.
    const unchecked = item.channel === "silent_auth" && item.coverage_check === false;
    return unchecked || switches().silentAuth === "pending" ? "active" : "failed";
  }

  /** Says whether the step is on its way; a refused one has failed by the time this returns. */
  return (verification: Verification, step: Step): StepStatus => {
    if (isSilent(step)) return silent(step);
    const code = codeFor(verification, verification.current);
    step.code = code;
    const message = draft(verification, step, code);
    const effect = effectOn(verification, step);
    switch (effect?.kind) {
      case undefined:
        outbox.deliver(message);
        return "active";
      case "late":
        outbox.deliverLate(message, effect.seconds);
        return "active";
      case "drop":
        outbox.lose(message, "dropped");
        return "active";
      case "refuse":
        outbox.lose(message, "refused");
        return "failed";
      case "block":
        outbox.lose(message, "refused");
        return "blocked";
    }
  };
}
