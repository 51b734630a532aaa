import { randomUUID } from "node:crypto";
import type { Simulator } from "@/dev/simulator/server";
import { ownCode, proofOf } from "@/lib/verify/own-code";
import type { Proof, StartRequest, VerifyProvider } from "@/lib/verify/provider";
import { type TelnyxOptions, telnyxProvider } from "@/lib/verify/telnyx/adapter";
import { type VonageOptions, vonageProvider } from "@/lib/verify/vonage/adapter";
import { telnyxPublicKey } from "../support/callbacks";
import { required } from "../unit/environment";
import {
  apiKey,
  applicationId,
  number,
  privateKey,
  signatureSecret,
  simulator,
  telnyxApiKey,
} from "./support";

// Read at the first PIN of ours, so before any test.
Object.assign(process.env, required);

/** Long enough for a first call on a busy machine; only what waits for it in vain takes so long. */
export const TIMEOUT = 2_000;

export const request = (given: Partial<StartRequest> = {}): StartRequest => ({
  challengeId: randomUUID(),
  number: `+${number}`,
  email: null,
  workflow: ["sms", "voice"],
  channelSeconds: 150,
  locale: "en-GB",
  code: null,
  tag: null,
  returnUrl: null,
  withinMs: 10_000,
  ...given,
});

const vonageOptions: Omit<VonageOptions, "apiHost"> = {
  applicationId,
  privateKeys: [privateKey],
  workflow: ["sms", "voice"],
  senders: {},
  templateId: null,
  ownCodes: false,
  callbacks: { apiKey, signatureSecrets: [signatureSecret] },
  brand: "Countersign",
  timeoutMs: TIMEOUT,
};

const telnyxOptions: Omit<TelnyxOptions, "apiHost"> = {
  apiKey: telnyxApiKey,
  from: "+12025550100",
  messagingProfileId: null,
  publicKeys: [telnyxPublicKey],
  brand: "Countersign",
  appUrl: new URL("https://login.example.org"),
  timeoutMs: TIMEOUT,
};

/** One provider as the application sees it, over a network whose other end is a simulator. */
export type Subject = Readonly<{
  simulator: Simulator;
  provider: VerifyProvider;
  /** What the simulator calls the start of a message. */
  operation: "start" | "message";
  /** A request with everything that this provider needs; its proof where we check. */
  request(): Readonly<{ request: StartRequest; proofs: readonly Proof[] }>;
  /** The PIN that is on the phone. */
  pin(): string;
}>;

/** `url` reaches somebody else than the simulator. */
type Given<Options> = Readonly<{ url?: string } & Partial<Options>>;

export async function vonageSubject({ url, ...given }: Given<VonageOptions> = {}): Promise<Subject> {
  const running = await simulator();
  return {
    simulator: running,
    provider: vonageProvider({ ...vonageOptions, apiHost: url ?? running.url, ...given }),
    operation: "start",
    request: () => ({ request: request(), proofs: [] }),
    pin: () => running.control.latestCode(number) ?? "",
  };
}

export async function telnyxSubject({ url, ...given }: Given<TelnyxOptions> = {}): Promise<Subject> {
  const running = await simulator();
  return {
    simulator: running,
    provider: telnyxProvider({ ...telnyxOptions, apiHost: url ?? running.url, ...given }),
    operation: "message",
    request() {
      const challengeId = randomUUID();
      const { code, tag } = ownCode(challengeId);
      return {
        request: request({ challengeId, code, tag, workflow: ["sms"] }),
        proofs: [proofOf(challengeId, code)],
      };
    },
    pin: () => /\b\d{6}\b/.exec(running.control.messagesFor(number).at(-1)?.text ?? "")?.[0] ?? "",
  };
}

/** A message of Vonage's that is on the phone, with the PIN that it brought. */
export async function vonageStarted(given: Partial<StartRequest> = {}, options: Given<VonageOptions> = {}) {
  const subject = await vonageSubject(options);
  const outcome = await subject.provider.start(request(given));
  if (outcome.kind !== "sent") throw new Error(outcome.kind);
  const { requestId } = outcome;
  const check = (code: string) => subject.provider.check({ requestId, proofs: [], code });
  return { ...subject, requestId, check, code: subject.pin() };
}

export const answer = (status: number, problem?: Readonly<Record<string, unknown>>) =>
  ({ kind: "answer", status, ...(problem && { problem }) }) as const;

/** Vonage's 422, which names the fields that it did not take. */
export const invalid = (...names: string[]) =>
  answer(422, { invalid_parameters: names.map((name) => ({ name, reason: "is not right" })) });

/** What a phone of the tests confirms itself with, and where it comes back to. */
export const silent = {
  workflow: ["silent_auth", "sms"],
  returnUrl: "https://login.example.org/login/pin",
} as const;
