import "server-only";

import { type Env, env } from "../env";
import { observedProvider } from "./observed";
import type { ProviderName, Providers, VerifyProvider } from "./provider";
import { telnyxProvider } from "./telnyx/adapter";
import { vonageProvider } from "./vonage/adapter";

const isProvider = (name: string): name is ProviderName => name === "vonage" || name === "telnyx";

function build({ verify, brand, appUrl }: Env): Providers {
  const used: Readonly<Record<ProviderName, VerifyProvider | null>> = {
    vonage: verify.vonage && observedProvider(vonageProvider({ ...verify.vonage, brand })),
    telnyx: verify.telnyx && observedProvider(telnyxProvider({ ...verify.telnyx, brand, appUrl })),
  };
  const first = used[verify.provider];
  if (!first) throw new Error(`No settings for ${verify.provider}`);
  const of = (name: string) => (isProvider(name) ? used[name] : null);
  return { first, fallback: verify.fallback && of(verify.fallback), of };
}

let providers: Providers | undefined;

export function verifyProviders(): Providers {
  providers ??= build(env());
  return providers;
}

/** Whose signed callbacks can be checked here, by the last part of their address. */
export function callbackProvider(name: string): VerifyProvider | null {
  const { vonage, telnyx } = env().verify;
  if (name === "vonage" && vonage?.callbacks) return verifyProviders().of(name);
  if (name === "telnyx" && telnyx?.publicKeys) return verifyProviders().of(name);
  return null;
}
