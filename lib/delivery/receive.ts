import "server-only";

import { recordDelivery } from "@/db/queries/events";
import { later } from "../later";
import { log } from "../log";
import { alertOperators } from "../notify";
import { policy } from "../policy";
import type { Callback, VerifyProvider } from "../verify/provider";

export type Received = "taken" | "replayed" | "refused";

/**
 * Takes what a provider tells of its messages. It moves what is known of a message and its price, never a login or a
 * sign-up: only a PIN typed in the browser that asked for it does that. Throws when the database is down.
 */
export async function receiveCallback(provider: VerifyProvider, callback: Callback): Promise<Received> {
  const { name } = provider;
  const refuse = (reason: string): "refused" => {
    log("warn", "callback.refused", { provider: name, reason });
    later(() => alertOperators("callback-refused", { provider: name, reason }));
    return "refused";
  };
  const outcome = await provider.parseCallback(callback);
  switch (outcome.kind) {
    case "refused":
      return refuse(outcome.reason);
    case "authentic": {
      const { deliveryId: id, signedAt, events } = outcome;
      const received = await recordDelivery(name, { id, signedAt }, events, policy.callback.freshSeconds);
      if (received === "stale") return refuse("age");
      log("info", `callback.${received}`, { provider: name, events: events.length });
      return received;
    }
  }
}
