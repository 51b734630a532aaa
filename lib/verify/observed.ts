import "server-only";

import { traced } from "../telemetry/trace";
import type { VerifyProvider } from "./provider";

const yesOrNo = (done: boolean): string => (done ? "done" : "refused");

/** The same provider, each of whose requests is timed and counted by its outcome: never whom it was for. */
export function observedProvider(provider: VerifyProvider): VerifyProvider {
  function asked<Answer>(
    operation: string,
    work: () => Promise<Answer>,
    outcomeOf: (answer: Answer) => string,
    channel = "none",
  ): Promise<Answer> {
    const words = { operation: `provider.${operation}`, provider: provider.name, channel };
    return traced("provider", words, work, outcomeOf);
  }
  const same = (outcome: string): string => outcome;
  return {
    name: provider.name,
    workflow: provider.workflow,
    // It may change while the application runs.
    get codes() {
      return provider.codes;
    },
    start: (request) =>
      asked(
        "start",
        () => provider.start(request),
        ({ kind }) => kind,
        request.workflow[0],
      ),
    check: (request) => asked("check", () => provider.check(request), same),
    next: (requestId) => asked("next", () => provider.next(requestId), yesOrNo),
    cancel: (requestId) => asked("cancel", () => provider.cancel(requestId), yesOrNo),
    sendText: (message) => asked("text", () => provider.sendText(message), same, "sms"),
    parseCallback: (callback) => provider.parseCallback(callback),
  };
}
