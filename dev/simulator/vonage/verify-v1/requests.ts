import { randomUUID } from "node:crypto";
import type { Running } from "../../running";
import type { Timeline } from "../../timeline";
import { randomDigits, sameCode } from "../code";
import type { MessageDelivery } from "./delivery";
import { codeSeconds } from "./plan";
import type { StartInput } from "./start-request";
import { createRequest, runningOf, type Status, type VerifyRequest } from "./verify-request";

const triesForEachCode = 3;
const earliestCancelSeconds = 30;

export type RequestsParts = { timeline: Timeline; deliver: MessageDelivery; changed: () => void };

export type Requests = ReturnType<typeof createRequests>;

/** The life of every request of the older API. Knows nothing of HTTP. */
export function createRequests({ timeline, deliver, changed }: RequestsParts) {
  const requests = new Map<string, VerifyRequest>();

  function finish(request: VerifyRequest, status: Status) {
    request.stopTimer();
    request.status = status;
    request.finalizedAt = timeline.now();
    changed();
  }

  const codeHolds = (request: VerifyRequest) =>
    timeline.now() - request.codeAt < codeSeconds(request.input) * 1000;

  /** The same code as long as it holds; a new one brings new tries. */
  function renewCode(request: VerifyRequest) {
    if (codeHolds(request)) return;
    request.code = request.input.pin_code ?? randomDigits(request.input.code_length);
    request.codeAt = timeline.now();
    request.wrongCodes = 0;
  }

  function beginNext(request: VerifyRequest, endWithout: Status) {
    const step = request.plan[request.current + 1];
    if (!step) return finish(request, endWithout);
    request.stopTimer();
    request.current += 1;
    request.stepAt = timeline.now();
    renewCode(request);
    const type = step.channel === "sms" ? "sms" : "tts";
    request.events.push({ id: randomUUID(), type, at: timeline.now() });
    changed();
    switch (deliver(request, step)) {
      case "blocked":
        request.blocked = true;
        return finish(request, "FAILED");
      case "failed":
        return beginNext(request, "FAILED");
      case "active":
        request.stopTimer = timeline.at(timeline.now() + step.seconds * 1000, () =>
          beginNext(request, "EXPIRED"),
        );
    }
  }

  const isRunning = ({ status }: VerifyRequest) => status === "IN PROGRESS";

  return {
    find: (id: string): VerifyRequest | undefined => requests.get(id),
    running: (): Running[] => [...requests.values()].flatMap((one) => runningOf(one) ?? []),

    start(input: StartInput): { started: VerifyRequest } | { busyWith: string } | "blocked" {
      const busy = [...requests.values()].find((one) => isRunning(one) && one.input.number === input.number);
      if (busy) return { busyWith: busy.id };
      const request = createRequest(input, timeline.now());
      requests.set(request.id, request);
      beginNext(request, "FAILED");
      if (!request.blocked) return { started: request };
      // What is blocked at once never becomes a request with an id.
      requests.delete(request.id);
      return "blocked";
    },

    check(request: VerifyRequest, code: string): "right" | "wrong" | "ended" | "gone" {
      if (!isRunning(request)) return "gone";
      const valid = codeHolds(request) && sameCode(request.code, code);
      request.checks.push({ at: timeline.now(), code, valid });
      if (valid) {
        finish(request, "SUCCESS");
        return "right";
      }
      request.wrongCodes += 1;
      if (request.wrongCodes < triesForEachCode) return "wrong";
      finish(request, "FAILED");
      return "ended";
    },

    cancel(request: VerifyRequest): "done" | "refused" | "gone" {
      if (!isRunning(request)) return "gone";
      const early = timeline.now() - request.submittedAt < earliestCancelSeconds * 1000;
      if (early || request.current > 0) return "refused";
      finish(request, "CANCELLED");
      return "done";
    },

    next(request: VerifyRequest): "done" | "refused" | "gone" {
      if (!isRunning(request)) return "gone";
      if (request.current + 1 >= request.plan.length) return "refused";
      beginNext(request, "FAILED");
      return "done";
    },

    clear: () => requests.clear(),
  };
}
