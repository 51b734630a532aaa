import { randomUUID } from "node:crypto";
import type { CheckOutcome, StartOutcome, StartRequest, VerifyProvider } from "@/lib/verify/provider";

/**
 * The provider port with its answers in the test's hand, for races and orders that no network gives. What the
 * real client does is in tests/contract and in the tests that use the simulator.
 */
export function scriptedProvider(code = "123456") {
  const starts: StartRequest[] = [];
  const checks: { requestId: string; code: string }[] = [];
  const cancelled: string[] = [];
  const advanced: string[] = [];
  const answers = {
    start: async (): Promise<StartOutcome> => ({ kind: "sent", requestId: randomUUID() }),
    check: async (typed: string): Promise<CheckOutcome> => (typed === code ? "approved" : "wrong"),
    cancel: async (): Promise<boolean> => true,
    next: async (): Promise<boolean> => true,
  };
  const provider: VerifyProvider = {
    start: (request) => {
      starts.push(request);
      return answers.start();
    },
    check: (requestId, typed) => {
      checks.push({ requestId, code: typed });
      return answers.check(typed);
    },
    cancel: (requestId) => {
      cancelled.push(requestId);
      return answers.cancel();
    },
    next: (requestId) => {
      advanced.push(requestId);
      return answers.next();
    },
  };
  return { provider, answers, starts, checks, cancelled, advanced, code };
}
