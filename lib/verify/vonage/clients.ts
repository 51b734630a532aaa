import "server-only";

import { Vonage } from "@vonage/server-sdk";
import { rememberedAuth } from "./auth";
import { failureOf } from "./failures";
import type { VonageSettings } from "./settings";

type Settings = Pick<VonageSettings, "applicationId" | "privateKeys" | "apiHost">;

/** Calls Vonage, with another key where it does not know the first one. */
export type CallVonage = <Answer>(ask: (vonage: Vonage) => Promise<Answer>) => Promise<Answer>;

/** The next and cancel of the SDK turn every error into false: that may be a key that is not known as well. */
async function isRefused(tried: PromiseSettledResult<unknown>): Promise<boolean> {
  if (tried.status === "fulfilled") return tried.value === false;
  return (await failureOf(tried.reason)).status === 401;
}

/**
 * An application of Vonage has one key at a time. While it is changed both are known here, so that it does not matter
 * which of the two sides learns of it first: what is refused with 401 has sent nothing, and is asked again.
 */
export function vonageClients(
  { applicationId, privateKeys, apiHost }: Settings,
  timeout: number,
): CallVonage {
  const clientWith = (key: string) => new Vonage(rememberedAuth(applicationId, key), { apiHost, timeout });
  const [newest, ...former] = privateKeys;
  const [first, others] = [clientWith(newest), former.map(clientWith)];
  return async (ask) => {
    let [tried] = await Promise.allSettled([ask(first)]);
    for (const client of others) {
      if (!(await isRefused(tried))) break;
      [tried] = await Promise.allSettled([ask(client)]);
    }
    if (tried.status === "rejected") throw tried.reason;
    return tried.value;
  };
}
