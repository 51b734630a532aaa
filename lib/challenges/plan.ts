import "server-only";

import { randomUUID } from "node:crypto";
import type { FlowRef } from "@/db/queries/challenges";
import type { MessagePlan } from "@/db/queries/messages";
import { policy, resendWaitSeconds } from "../policy";
import { ownCode, repeatedCode } from "../verify/own-code";
import type { Channel, VerifyProvider } from "../verify/provider";
import { channelSeconds, workflowSeconds } from "./steps";

/** Whom a message is for, as far as it decides how it travels. */
export type Recipient = Readonly<{
  purpose: FlowRef["kind"];
  /** A login by phone: any stranger may have asked. */
  neutral: boolean;
  /** E.164. */
  number: string;
  /** Only a login with a password may use it: an address proves nothing about a phone. */
  email: string | null;
  /** Whether the browser is on a phone, which alone can confirm itself over the operator's network. */
  mobile: boolean;
  /** The person wants to be called at once, and no text before. */
  byCall?: boolean;
  locale: string;
}>;

/** The message before this one in the same flow. */
export type Earlier = Readonly<{
  provider: string;
  workflow: readonly Channel[];
  callRefused: boolean;
  codeFor: string | null;
}>;

/** `code`: the PIN that we made, on its way to the provider; it is stored nowhere. */
export type PlannedMessage = Readonly<{
  plan: MessagePlan;
  workflow: readonly Channel[];
  code: string | null;
}>;

function workflowFor(provider: VerifyProvider, to: Recipient, earlier: Earlier | null): Channel[] {
  if (to.byCall && provider.workflow.includes("voice")) return ["voice"];
  const usable = provider.workflow.filter(
    (channel) =>
      (channel !== "silent_auth" || (to.mobile && earlier === null && returns(to))) &&
      (channel !== "email" || (to.purpose === "login" && !to.neutral && to.email !== null)),
  );
  const wanted = usable.filter((channel) => channel !== "voice" || !callsRefused(earlier));
  return wanted.length > 0 ? wanted : ["sms"];
}

/** Where the page that the phone comes back to can take what it brings. */
const returns = ({ purpose, neutral }: Recipient): boolean =>
  (purpose === "login" && !neutral) || purpose === "signup";

/** Who has refused a call gets none with the next message of the same login either. */
const callsRefused = (earlier: Earlier | null): boolean =>
  earlier !== null &&
  (earlier.callRefused || (earlier.provider === "vonage" && !earlier.workflow.includes("voice")));

function pinOf(provider: VerifyProvider, challengeId: string, earlier: Earlier | null) {
  switch (provider.codes) {
    case "provider":
      return { code: null, codeFor: null, codeHash: null, tag: null };
    case "repeated": {
      const codeFor = earlier?.codeFor ?? challengeId;
      return { code: repeatedCode(codeFor), codeFor, codeHash: null, tag: null };
    }
    case "own": {
      const { code, tag, proof } = ownCode(challengeId);
      return { code, codeFor: challengeId, codeHash: proof.hash, tag };
    }
  }
}

/** The nth message of a flow: its channels, its PIN where we make it, its tries and times. */
export function planMessage(
  number: number,
  provider: VerifyProvider,
  to: Recipient,
  earlier: Earlier | null = null,
  challengeId: string = randomUUID(),
): PlannedMessage {
  const workflow = workflowFor(provider, to, earlier);
  const each = channelSeconds(workflow);
  const { code, ...pin } = pinOf(provider, challengeId, earlier);
  return {
    workflow,
    code,
    plan: {
      challengeId,
      provider: provider.name,
      workflow: workflow.join(" "),
      channelSeconds: each,
      ...pin,
      tries: policy.pin.tries,
      lifeSeconds: workflowSeconds(workflow, each),
      resendSeconds: resendWaitSeconds(number),
    },
  };
}
