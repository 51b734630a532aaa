import type { Faults } from "./faults";
import type { Draft, Outbox } from "./outbox";
import { wireNumber } from "./phone-number";

/** Puts a message that belongs to no workflow on its way, as far as a fault lets it. */
export function dispatch({ outbox, faults }: { outbox: Outbox; faults: Faults }, draft: Draft): void {
  const effect = faults.takeDelivery(wireNumber(draft.to));
  switch (effect?.kind) {
    case undefined:
      outbox.deliver(draft);
      break;
    case "late":
      outbox.deliverLate(draft, effect.seconds);
      break;
    case "drop":
      outbox.lose(draft, "dropped");
      break;
    case "refuse":
    case "block":
      outbox.lose(draft, "refused");
      break;
  }
}
