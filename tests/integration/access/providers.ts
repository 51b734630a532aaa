import type * as registry from "@/lib/verify/registry";
import { scriptedProvider } from "../../support/provider";

/** The registry with a provider that says yes to everything, and goes nowhere. */
export const scripted = (real: typeof registry): typeof registry => ({
  ...real,
  verifyProviders: () => scriptedProvider().providers,
});
