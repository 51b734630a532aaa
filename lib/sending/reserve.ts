import "server-only";

import type { SendRules } from "@/db/queries/conversion";
import type { Reservation } from "@/db/queries/messages";
import type { SendFacts } from "@/db/queries/sends";
import type { Recipient } from "../challenges/plan";
import { env } from "../env";
import { destinationOf } from "./destination";
import { sendEntries } from "./entries";
import { sendFacts } from "./facts";
import { sendPolicy } from "./policy";

/** Who asks for a message; null where nobody knows. */
type Asking = Readonly<{ address: string | null; userId: string | null }>;

export function sendRules(purpose: SendFacts["purpose"]): SendRules {
  const { limits } = env().sending;
  return {
    conversion: { ...sendPolicy.conversion, percent: limits[`${purpose}.conversion`] },
    manyNumbers: { ...sendPolicy.manyNumbers, numbers: limits[`${purpose}.address.numbers`] },
  };
}

/** What has to hold before a message goes out, for the statement that writes its challenge. */
export function reserve(
  message: Parameters<typeof sendFacts>[2],
  to: Pick<Recipient, "purpose" | "neutral" | "number">,
  { address, userId }: Asking,
): Reservation {
  const destination = destinationOf(to.number);
  const facts = sendFacts(to, address, message, destination);
  return {
    facts,
    rules: sendRules(facts.purpose),
    throttles: sendEntries(facts, userId),
    refusal: destination.open ? null : "closed-country",
  };
}
