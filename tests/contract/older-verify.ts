import { Vonage } from "@vonage/server-sdk";
import { apiKey, apiSecret, number, simulator } from "./support";

type Older = Vonage["verify"];
type StartParameters = Extract<Parameters<Older["start"]>[0], { brand: string }>;

/** The real SDK's older client, with key and secret. */
export function olderClient({ url }: { url: string }, secret = apiSecret): Older {
  return new Vonage({ apiKey, apiSecret: secret }, { apiHost: url }).verify;
}

export const login = (change: object = {}): StartParameters => ({ number, brand: "Countersign", ...change });

/** What every answer has in one form or another; the SDK's types leave half of it out. */
export type Answer = Partial<
  Record<"status" | "requestId" | "errorText" | "network" | "command" | "eventId" | "price", string>
>;

export const answerOf = async (call: Promise<object>): Promise<Answer> => await call;

export const statusOf = async (call: Promise<object>) => (await answerOf(call)).status;

export async function older() {
  const { url, control } = await simulator();
  const verify = olderClient({ url });
  const start = async (change: object = {}): Promise<string> =>
    (await answerOf(verify.start(login(change)))).requestId ?? "";
  return { url, control, verify, start };
}
