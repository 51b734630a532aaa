import { randomUUID } from "node:crypto";
import { matchesProof } from "@/lib/verify/own-code";
import type {
  Channel,
  CheckOutcome,
  CheckRequest,
  Providers,
  StartOutcome,
  StartRequest,
  TextMessage,
  TextOutcome,
  VerifyProvider,
} from "@/lib/verify/provider";

type Change = Readonly<{
  code?: string;
  name?: VerifyProvider["name"];
  workflow?: readonly Channel[];
  codes?: VerifyProvider["codes"];
  fallback?: VerifyProvider | null;
}>;

/** Providers with one or two members, as the configuration would give them. */
export function providersOf(first: VerifyProvider, fallback: VerifyProvider | null = null): Providers {
  const all = [first, ...(fallback ? [fallback] : [])];
  return { first, fallback, of: (name) => all.find((one) => one.name === name) ?? null };
}

/**
 * The provider port with its answers in the test's hand, for races and orders that no network gives. What the
 * real client does is in tests/contract and in the tests that use the simulator. With codes of our own the PIN of
 * each message is in its start.
 */
export function scriptedProvider(given: Change = {}) {
  const { code = "123456", name = "vonage", workflow = ["sms", "voice"], codes = "provider" } = given;
  const starts: StartRequest[] = [];
  const checks: CheckRequest[] = [];
  const cancelled: string[] = [];
  const advanced: string[] = [];
  const texts: TextMessage[] = [];
  const answers = {
    start: async (): Promise<StartOutcome> => ({ kind: "sent", requestId: randomUUID(), checkUrl: null }),
    check: async ({ code: typed, proofs }: CheckRequest): Promise<CheckOutcome> => {
      const right = codes === "own" ? matchesProof(proofs, typed) : typed === code;
      return right ? "approved" : "wrong";
    },
    cancel: async (): Promise<boolean> => true,
    next: async (): Promise<boolean> => true,
    sendText: async (): Promise<TextOutcome> => "sent",
  };
  const provider: VerifyProvider = {
    name,
    workflow,
    codes,
    start: (request) => {
      starts.push(request);
      return answers.start();
    },
    check: (request) => {
      checks.push(request);
      return answers.check(request);
    },
    cancel: (requestId) => {
      cancelled.push(requestId);
      return answers.cancel();
    },
    next: (requestId) => {
      advanced.push(requestId);
      return answers.next();
    },
    sendText: (message) => {
      texts.push(message);
      return answers.sendText();
    },
    parseCallback: async () => ({ kind: "refused", reason: "scripted" }),
  };
  const providers = providersOf(provider, given.fallback ?? null);
  return { provider, providers, answers, starts, checks, cancelled, advanced, texts, code };
}
