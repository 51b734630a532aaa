import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import type { Recipient } from "../challenges/plan";
import { keyedHashes } from "../crypto";
import type { Channel, ProviderName } from "../verify/provider";
import { type Destination, destinationOf } from "./destination";
import { sendPolicy } from "./policy";

/** The part of a planned message that decides what it costs: its first channel is the one that is reserved. */
type Message = Readonly<{ workflow: readonly Channel[]; plan: Readonly<{ provider: ProviderName }> }>;

type Whom = Pick<Recipient, "purpose" | "neutral" | "number">;

/** Whose budget a message uses: a number that nobody has proved, what any stranger may ask for, or an owner's. */
function budgetOf({ purpose, neutral }: Omit<Whom, "number">): SendFacts["purpose"] {
  switch (purpose) {
    case "login":
      return neutral ? "phone" : "login";
    case "signup":
    case "phone-change":
    case "recovery":
      return "signup";
    case "step-up":
    case "reset":
      return "confirm";
  }
}

/** The ledger's names for a number: that of each secret, the newest first. */
export const numberInLedger = (number: string) => keyedHashes("ledger", `number\n${number}`);

/** What the ledger keeps of a message, asked for from `address`. */
export function sendFacts(
  { number, ...whom }: Whom,
  address: string | null,
  { workflow, plan }: Message,
  { country, prefix }: Destination = destinationOf(number),
): SendFacts {
  const channel = workflow[0] ?? "sms";
  return {
    purpose: budgetOf(whom),
    decoy: false,
    provider: plan.provider,
    channel,
    country,
    prefix,
    numberHashes: numberInLedger(number),
    addressHashes:
      address === null
        ? null
        : keyedHashes(
            "ledger",
            `address
${address}`,
          ),
    estimatedPrice: sendPolicy.prices[channel],
    currency: sendPolicy.prices.currency,
  };
}
