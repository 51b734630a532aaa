import "server-only";

import { later } from "../later";
import { alertOperators } from "../notify";
import type { ProviderName, StartOutcome } from "../verify/provider";

type Told = Readonly<{ breakerOpened: boolean; fallback: boolean }>;

/** Tells the operators what only they can mend: no credit, a refused key, a provider that is down. */
export function reportStart(
  provider: ProviderName,
  outcome: StartOutcome["kind"] | "wait" | "unheard",
  told: Told,
): void {
  const { fallback } = told;
  if (outcome === "no-credit" || outcome === "unauthorised") {
    later(() => alertOperators(`provider-${outcome}:${provider}`, { provider, outcome, fallback }));
  }
  if (told.breakerOpened) later(() => alertOperators(`provider-down:${provider}`, { provider, fallback }));
}
