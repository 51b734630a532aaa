import "server-only";

import { z } from "zod";
import { describeError, log, maskNumber } from "../../log";
import { within } from "../network";
import type { StartOutcome, StartRequest, TextMessage, TextOutcome, VerifyProvider } from "../provider";
import { textOutcome } from "../text";
import { readCallback } from "./callback";
import { vonageClients } from "./clients";
import {
  checkOutcome,
  type Failure,
  failureOf,
  isInvalidNumber,
  refusesOwnCode,
  startOutcome,
} from "./failures";
import { newRequest, safeCheckUrl } from "./request";
import type { VonageSettings } from "./settings";
import { newText } from "./text";

export type VonageOptions = VonageSettings & Readonly<{ brand: string; timeoutMs?: number }>;

const requestId = z.guid();
/** Digits of a PIN, or what `silent_auth` gave the phone. */
const code = z.string().regex(/^[A-Za-z0-9]{4,10}$/);
const started = z.object({ requestId, checkUrl: z.string().optional().catch(undefined) });
const taken = z.object({ messageUUID: z.guid() });

/** The whole answer may take 5 s; what is left is for our own work. */
const TIMEOUT_MS = 4500;

function report(event: string, error: unknown, failure: Failure, about: string): void {
  const { status, invalid } = failure;
  const fields = { provider: "vonage", about, status, ...(status === null ? describeError(error) : {}) };
  const ours = status === 422 && !isInvalidNumber(failure);
  log(
    ours ? "error" : "warn",
    event,
    invalid.length > 0 ? { ...fields, invalid: invalid.join(" ") } : fields,
  );
}

/** Vonage Verify v2. Contract: 202 or an HTTP problem on start, 200 `completed` or 400/404/410 on check. */
export function vonageProvider(options: VonageOptions): VerifyProvider {
  const { apiHost, ownCodes, timeoutMs = TIMEOUT_MS } = options;
  // Without a timeout the SDK waits for ever.
  const call = vonageClients(options, timeoutMs);
  let repeats = ownCodes;

  /** One call, or two where an own code is refused; `until` on the clock of `performance` is for both. */
  async function start(request: StartRequest, until: number): Promise<StartOutcome> {
    const given = repeats ? request : { ...request, code: null };
    const wanted = newRequest(given, options);
    if (!wanted) return { kind: "unsupported" };
    try {
      const answer = await within(
        until - performance.now(),
        call(({ verify2 }) => verify2.newRequest(wanted)),
      );
      const told = started.safeParse(answer);
      // A 2xx without an id: something was accepted that we cannot check.
      if (!told.success) return { kind: "unknown" };
      const { requestId: id, checkUrl } = told.data;
      return { kind: "sent", requestId: id, checkUrl: safeCheckUrl(checkUrl, apiHost) };
    } catch (error) {
      const failure = await failureOf(error);
      if (given.code !== null && refusesOwnCode(failure)) return startWithoutCode(request, until);
      report("verify.start", error, failure, maskNumber(request.number));
      return startOutcome(failure);
    }
  }

  /** The account may not pass its own code. The refused request sent nothing, and no further one has to be refused. */
  function startWithoutCode(request: StartRequest, until: number): Promise<StartOutcome> {
    if (repeats) log("warn", "verify.own-codes-refused", { variable: "VONAGE_OWN_CODES" });
    repeats = false;
    return start(request, until);
  }

  async function sendText(message: TextMessage): Promise<TextOutcome> {
    try {
      const answer = await within(
        timeoutMs,
        call(({ messages }) => messages.send(newText(message, options))),
      );
      return taken.safeParse(answer).success ? "sent" : "unknown";
    } catch (error) {
      const failure = await failureOf(error);
      report("verify.text", error, failure, maskNumber(message.number));
      return textOutcome(startOutcome(failure).kind);
    }
  }

  return {
    name: "vonage",
    workflow: options.workflow,
    get codes() {
      return repeats ? "repeated" : "provider";
    },
    start: (request) => start(request, performance.now() + Math.min(request.withinMs, timeoutMs)),

    async check({ requestId: id, code: typed }) {
      if (id === null || !requestId.safeParse(id).success) return "closed";
      if (!code.safeParse(typed).success) return "wrong";
      try {
        const status: unknown = await call(({ verify2 }) => verify2.checkCode(id, typed));
        return status === "completed" ? "approved" : "unavailable";
      } catch (error) {
        const failure = await failureOf(error);
        const outcome = checkOutcome(failure);
        if (outcome === "unavailable") report("verify.check", error, failure, id);
        return outcome;
      }
    },

    // Both swallow every error of theirs into false.
    next: async (id) => requestId.safeParse(id).success && call(({ verify2 }) => verify2.nextWorkflow(id)),
    cancel: async (id) => requestId.safeParse(id).success && call(({ verify2 }) => verify2.cancel(id)),
    sendText,
    parseCallback: (callback) => readCallback(callback, options),
  };
}
