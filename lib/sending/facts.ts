import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import { keyedHash } from "../crypto";
import { sendPolicy } from "../policy";
import type { Channel, ProviderName } from "../verify/provider";
import { type Destination, destinationOf } from "./destination";

/** The part of a planned message that decides what it costs: its first channel is the one that is reserved. */
type Message = Readonly<{ workflow: readonly Channel[]; plan: Readonly<{ provider: ProviderName }> }>;

/** What the ledger keeps of a message to `number` (E.164), asked for from `address`. */
export function sendFacts(
  purpose: SendFacts["purpose"],
  number: string,
  address: string | null,
  { workflow, plan }: Message,
  { country, prefix }: Destination = destinationOf(number),
): SendFacts {
  const channel = workflow[0] ?? "sms";
  return {
    purpose,
    provider: plan.provider,
    channel,
    country,
    prefix,
    numberHash: keyedHash("ledger", `number\n${number}`),
    addressHash: address === null ? null : keyedHash("ledger", `address\n${address}`),
    estimatedPrice: sendPolicy.prices[channel],
    currency: sendPolicy.prices.currency,
  };
}
