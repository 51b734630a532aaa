import "server-only";

import { describeError, log, maskNumber } from "../../log";
import { isLoopback } from "../../settings";
import { messageText } from "../message";
import { neverReached } from "../network";
import { matchesProof } from "../own-code";
import type { StartOutcome, StartRequest, TextMessage, TextOutcome, VerifyProvider } from "../provider";
import { textOutcome } from "../text";
import { readCallback } from "./callback";
import { isOurFault, refusedOutcome } from "./failures";
import { type Answer, type Message, postMessage } from "./messages";
import type { TelnyxSettings } from "./settings";

export type TelnyxOptions = TelnyxSettings & Readonly<{ brand: string; appUrl: URL; timeoutMs?: number }>;

/** The whole answer may take 5 s; what is left is for our own work. */
const TIMEOUT_MS = 4500;

/** Telnyx refuses an address that it cannot reach; a simulator on this machine reaches ours. */
function callbackUrl({ appUrl, apiHost, publicKeys }: TelnyxOptions): string | null {
  if (publicKeys === null) return null;
  const reachable = appUrl.protocol === "https:" || isLoopback(new URL(apiHost).hostname);
  return reachable ? new URL("/api/webhooks/telnyx", appUrl).href : null;
}

function outcomeOf(event: string, answer: Answer, about: string): StartOutcome {
  switch (answer.kind) {
    case "taken":
      return { kind: "sent", requestId: answer.id, checkUrl: null };
    case "unreadable":
      log("warn", event, { provider: "telnyx", about, status: answer.status });
      return { kind: "unknown" };
    case "refused": {
      const { refusal } = answer;
      const fields = { provider: "telnyx", about, status: refusal.status, codes: refusal.codes.join(" ") };
      log(isOurFault(refusal) ? "error" : "warn", event, fields);
      return refusedOutcome(refusal);
    }
  }
}

/** Telnyx Messaging v2 carries PINs of ours: it sends one text, and we check what is typed. */
export function telnyxProvider(options: TelnyxOptions): VerifyProvider {
  const { brand, appUrl, timeoutMs = TIMEOUT_MS } = options;
  const webhookUrl = callbackUrl(options);

  async function post(event: string, message: Message, patience: number): Promise<StartOutcome> {
    const about = maskNumber(message.to);
    try {
      return outcomeOf(event, await postMessage(message, options, patience), about);
    } catch (error) {
      log("warn", event, { provider: "telnyx", about, ...describeError(error) });
      return { kind: neverReached(error) ? "unavailable" : "unknown" };
    }
  }

  async function start(request: StartRequest): Promise<StartOutcome> {
    const { number, locale, code, tag, workflow } = request;
    if (code === null || !workflow.includes("sms")) return { kind: "unsupported" };
    const text = messageText({ code, brand, tag, locale, host: appUrl.hostname });
    const patience = Math.max(1, Math.ceil(Math.min(request.withinMs, timeoutMs)));
    return post("verify.start", { to: number, text, webhookUrl }, patience);
  }

  async function sendText({ number, text }: TextMessage): Promise<TextOutcome> {
    return textOutcome((await post("verify.text", { to: number, text, webhookUrl: null }, timeoutMs)).kind);
  }

  return {
    name: "telnyx",
    workflow: ["sms"],
    codes: "own",
    start,
    check: async ({ proofs, code }) => {
      if (proofs.length === 0) return "closed";
      return matchesProof(proofs, code) ? "approved" : "wrong";
    },
    next: async () => false,
    // A text cannot be called back. What ends it are our own rows, which the caller closes.
    cancel: async () => true,
    sendText,
    parseCallback: async (callback) => readCallback(callback, options),
  };
}
