import "server-only";

import { setTimeout as sleep } from "node:timers/promises";
import { hasEvent } from "@/db/queries/doctor";
import { planMessage } from "../challenges/plan";
import { maskNumber } from "../log";
import { policy } from "../policy";
import { parseTypedPhone } from "../sending/destination";
import { proofOf } from "../verify/own-code";
import type { StartOutcome, VerifyProvider } from "../verify/provider";
import { type Finding, note, right, warning, wrong } from "./check";

/** Whom the steps are told to, and who types the PIN; null: nobody does. */
export type Talk = Readonly<{ say(text: string): void; ask(question: string): Promise<string | null> }>;

type Sent = Readonly<{
  requestId: string;
  codes: readonly Readonly<{ challengeId: string; hash: string }>[];
}>;

const CALLBACK_MS = 60_000;
const PAUSE_MS = 1_000;

const startCures: Readonly<Record<Exclude<StartOutcome["kind"], "sent">, readonly [string, string]>> = {
  "already-pending": [
    "the provider still has a request for this number",
    "Wait five minutes until that has ended.",
  ],
  "invalid-number": [
    "the provider takes no such number",
    "Give a mobile number with its country, such as +447911123456.",
  ],
  unsupported: [
    "the provider has no way to reach that number",
    "Look at VERIFY_WORKFLOW, and whether your account may send to that country.",
  ],
  "rate-limited": ["the provider takes no more requests just now", "Wait a minute and try again."],
  "no-credit": ["the account has no credit left", "Top it up in the provider's dashboard."],
  unauthorised: ["the provider does not let us in", "Mend what is told about it under Messages."],
  unavailable: ["the provider cannot be reached", "Look at its status page and try again."],
  unknown: [
    "the provider did not answer in time: a message may be on its way",
    "Wait five minutes and try again.",
  ],
};

async function start(provider: VerifyProvider, number: string, locale: string): Promise<Sent | Finding> {
  const to = { purpose: "step-up", neutral: false, number, email: null, mobile: false, locale } as const;
  const { plan, workflow, code } = planMessage(1, provider, to);
  const outcome = await provider.start({
    challengeId: plan.challengeId,
    number,
    email: null,
    workflow,
    channelSeconds: plan.channelSeconds,
    locale,
    code,
    tag: plan.tag,
    returnUrl: null,
    withinMs: 4_500,
  });
  if (outcome.kind !== "sent") return wrong(...startCures[outcome.kind]);
  return { requestId: outcome.requestId, codes: code === null ? [] : [proofOf(plan.challengeId, code)] };
}

async function checkTyped(
  provider: VerifyProvider,
  { requestId, codes }: Sent,
  talk: Talk,
): Promise<Finding> {
  for (let tries: number = policy.pin.tries; tries > 0; tries -= 1) {
    const typed = (await talk.ask("The PIN that came (nothing to give up): "))?.replace(/\s/g, "") ?? "";
    if (typed === "") {
      await provider.cancel(requestId);
      return warning(
        "no PIN was typed",
        "If none came: look at the provider's log of messages for this number, and whether its country is switched on there.",
      );
    }
    const outcome = await provider.check({ requestId, proofs: codes, code: typed });
    switch (outcome) {
      case "approved":
        return right("the PIN came, and was right");
      case "wrong":
        talk.say(tries > 1 ? `That is not the PIN; ${tries - 1} left.` : "That is not the PIN.");
        break;
      case "closed":
        return warning(
          "the provider has ended the request",
          "Run this again and type the PIN within five minutes.",
        );
      case "unavailable":
        return wrong("the provider could not check the PIN", "Look at its status page and try again.");
    }
  }
  return warning("none of the PINs was right", "Run this again and take the newest message.");
}

/** Waits for what the provider itself tells the deployment of this message. */
async function awaitCallback(databaseUrl: string, requestId: string, talk: Talk): Promise<Finding> {
  talk.say("Waiting up to a minute for the provider to call the deployment …");
  const until = performance.now() + CALLBACK_MS;
  while (performance.now() < until) {
    if (await hasEvent(databaseUrl, requestId))
      return right("the provider's own callback has come to the database");
    await sleep(PAUSE_MS);
  }
  return warning(
    "no callback of the provider has come within a minute",
    "Set the status URL of the application's Verify capability to APP_URL/api/webhooks/vonage (of the Telnyx profile: /api/webhooks/telnyx), and look whether that address can be reached from everywhere.",
  );
}

/**
 * Sends one PIN for real, has it typed and checked, and waits for the provider's callback: the whole way that a login
 * takes. `databaseUrl` is null where no callbacks are taken.
 */
export async function sendCode(
  typed: string,
  provider: VerifyProvider,
  databaseUrl: string | null,
  talk: Talk,
): Promise<readonly Finding[]> {
  const phone = parseTypedPhone(typed, "");
  if (phone.kind === "closed")
    return [
      wrong(
        `ALLOWED_COUNTRIES does not have ${phone.country}`,
        "Add it there, or give a number of a country that is open.",
      ),
    ];
  if (phone.kind !== "number")
    return [
      wrong(
        "that is no mobile number that gets messages here",
        "Give it with its country, such as +447911123456.",
      ),
    ];
  talk.say(`Asking ${provider.name} to send a PIN to ${maskNumber(phone.e164)} …`);
  const sent = await start(provider, phone.e164, "en-GB");
  if ("verdict" in sent) return [sent];
  talk.say(`${provider.name} has taken it on.`);
  const checked = await checkTyped(provider, sent, talk);
  if (checked.verdict !== "right") return [checked];
  if (databaseUrl === null) return [checked, note("callbacks are not taken, so none was waited for")];
  return [checked, await awaitCallback(databaseUrl, sent.requestId, talk)];
}
