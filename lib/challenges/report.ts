import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import { later } from "../later";
import { alertOperators } from "../notify";
import { counted } from "../telemetry/metrics";
import type { ProviderName, StartOutcome } from "../verify/provider";

type Told = Readonly<{ breakerOpened: boolean; fallback: boolean }>;

/** Counts what became of a message, and tells the operators what only they can mend: no credit, a refused key, a provider that is down. */
export function reportStart(
  provider: ProviderName,
  outcome: StartOutcome["kind"] | "wait" | "unheard",
  { purpose, country, channel }: SendFacts,
  told: Told,
): void {
  const { fallback } = told;
  counted.message({ provider, outcome, purpose, country, channel });
  if (outcome === "no-credit" || outcome === "unauthorised") {
    later(() => alertOperators(`provider-${outcome}:${provider}`, { provider, outcome, fallback }));
  }
  if (!told.breakerOpened) return;
  counted.breaker({ provider });
  later(() => alertOperators(`provider-down:${provider}`, { provider, fallback }));
}
