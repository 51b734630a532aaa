import { randomBytes, randomInt } from "node:crypto";
import type { ConfirmEffect } from "../../faults";
import { empty, json, type Reply } from "../../http/reply";
import { problem } from "./problems";
import type { Step } from "./verification";

export type Refusal = NonNullable<ConfirmEffect["reason"]>;

/** What opening `check_url` brings: a proof to hand in, or the reason why there is none. */
export type Confirmation =
  | { code: string }
  | { token: string }
  | { refused: Refusal }
  | "already-opened"
  | "not-running";

const reasons: Record<Refusal, string> = {
  "not-completed": "The request cannot be completed.",
  "other-number": "The device has another number than the request.",
  "unknown-operator": "The number does not belong to a supported operator.",
  "not-cellular": "The address is not one of a cellular network.",
};

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export const isSilent = (step: Step) => step.channel === "silent_auth";

/** Where the phone confirms itself over its own network. */
export const checkUrl = (origin: string, id: string) => `${origin}/v2/verify/${id}/silent-auth/redirect`;

/** The proof of this step, made once: six characters as a code, or a token in the advanced mode. */
export function makeProof(step: Step): { code: string } | { token: string } {
  const { item } = step;
  if (item.channel === "silent_auth" && item.mode === "advanced") {
    step.token = randomBytes(24).toString("base64url");
    return { token: step.token };
  }
  step.code = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return { code: step.code };
}

function backTo(redirectUrl: string, fragment: Record<string, string>): Reply {
  const location = new URL(redirectUrl);
  location.hash = new URLSearchParams(fragment).toString();
  return { ...empty(302), headers: { location: location.href } };
}

/** The phone's answer: JSON, or a redirect that carries it in the fragment, which no server sees. */
export function confirmationReply(id: string, redirectUrl: string | undefined, outcome: Confirmation): Reply {
  if (outcome === "not-running") return problem("request-not-found");
  if (outcome === "already-opened") {
    return redirectUrl
      ? backTo(redirectUrl, { error_description: reasons["not-completed"] })
      : problem("conflict");
  }
  if ("refused" in outcome) {
    const detail = reasons[outcome.refused];
    return redirectUrl
      ? backTo(redirectUrl, { error_description: detail })
      : problem("precondition-failed", { detail });
  }
  return redirectUrl
    ? backTo(redirectUrl, { request_id: id, ...outcome })
    : json(200, { request_id: id, ...outcome });
}
