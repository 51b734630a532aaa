import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import { later } from "../later";
import { log } from "../log";
import { alertOperators } from "../notify";
import { counted } from "../telemetry/metrics";

/** Of these the operators are told: a pause that shuts people out, or a budget that everybody shares. */
const alarming = /\.(conversion|country|total)\b/;

/** Of a pause by prefix and one by country each has an alert of its own. */
function alertKey(limit: string, { country, prefix }: SendFacts): string {
  if (limit.endsWith(".prefix")) return `send-blocked:${limit}:${prefix}`;
  return limit.includes(".total.") ? `send-blocked:${limit}` : `send-blocked:${limit}:${country}`;
}

/** Writes down which limits kept a message back (see `sendPolicy.limits` for their names), none where none did. */
export function reportLimits(facts: SendFacts, limits: readonly string[]): void {
  const { purpose, country, prefix, provider, channel } = facts;
  for (const limit of limits) {
    counted.blocked({ limit, purpose, country });
    log("warn", "send.blocked", { limit, purpose, country, prefix, provider, channel });
    if (alarming.test(limit)) {
      later(() => alertOperators(alertKey(limit, facts), { limit, purpose, country, prefix }));
    }
  }
}
