import "server-only";

import type { Vonage } from "@vonage/server-sdk";
import { policy } from "../../policy";
import { isLoopback } from "../../settings";
import type { Channel, StartRequest } from "../provider";
import { nearestLocale } from "./locale";
import type { VonageSettings } from "./settings";

export type NewRequest = Parameters<Vonage["verify2"]["newRequest"]>[0];

type Settings = Pick<VonageSettings, "senders" | "templateId"> & Readonly<{ brand: string }>;

/** At most 40 letters and digits: a UUID without its dashes. */
const reference = (challengeId: string): string => challengeId.replaceAll("-", "");

function item(channel: Channel, request: StartRequest, { senders }: Settings) {
  const to = channel === "email" ? request.email : request.number.slice(1);
  if (to === null) return null;
  if (channel === "silent_auth")
    return { channel, to, ...(request.returnUrl && { redirectUrl: request.returnUrl }) };
  const from = senders[channel];
  // All channels carry the same code: a text that comes late still works after the call began.
  return { channel, to, ...(from && { from }), reuseCode: true };
}

/** Null when no channel is left: mail was asked for and there is no address. */
export function newRequest(request: StartRequest, settings: Settings): NewRequest | null {
  const workflow = request.workflow
    .map((channel) => item(channel, request, settings))
    .filter((step) => step !== null);
  if (workflow.length === 0) return null;
  const { templateId, brand } = settings;
  // The SDK's types know `reuse_code` for one channel only, and want an address to return to.
  return {
    brand,
    locale: nearestLocale(request.locale),
    codeLength: policy.pin.digits,
    channelTimeout: request.channelSeconds,
    clientRef: reference(request.challengeId),
    ...(templateId && { templateId }),
    ...(request.code !== null && { code: request.code }),
    workflow,
  } as unknown as NewRequest;
}

/** The phone is sent to this address: only https, or a simulator's http on this machine. */
export function safeCheckUrl(url: string | undefined, apiHost: string): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") return null;
  const simulated = isLoopback(new URL(apiHost).hostname) && isLoopback(hostname);
  return protocol === "https:" || (protocol === "http:" && simulated) ? url : null;
}
