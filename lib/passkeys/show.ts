import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { findPasskey, ownPasskeys, type StoredPasskey, spendPasskey } from "@/db/queries/passkeys";
import { type FactorFlow, type FactorStep, findFactorStep, passShown } from "@/db/queries/second-steps";
import { hashSecret } from "../crypto";
import { transition } from "../login/machine";
import { policy } from "../policy";
import type { PasskeyAnswer } from "../schemas/passkey";
import { observed } from "../telemetry/trace";
import type { Visitor } from "../visitor";
import { grows } from "./counter";
import { type RequestOptions, requestOptions } from "./options";
import { isChallengeOf, userHandleOf } from "./relying-party";
import { passkeyBlock } from "./throttle";
import { type Asserted, checkAssertion } from "./verify";

/** What waits for a passkey after something else: the second step of a login, a step-up, a reset. */
export type PasskeyFlow = Readonly<{ kind: FactorFlow["kind"]; handle: string }>;

export type PasskeyShown =
  | Readonly<{ kind: "passed"; returnTo: string | null }>
  | Readonly<{
      kind:
        | "refused"
        | "copied"
        /** The flow is over, or asks for something else. */
        | "closed";
    }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

const events = { login: "login.factor", "step-up": "step-up.factor", reset: "reset.factor" } as const;

/** What the browser asks the passkeys of this very account to sign. */
export const optionsFor = async ({ kind, handle }: PasskeyFlow, userId: string): Promise<RequestOptions> =>
  requestOptions(kind, handle, await ownPasskeys(userId));

/** Whether this passkey belongs to whoever is asked, and has signed for this flow. */
async function signedBy(
  found: StoredPasskey | null,
  { userId }: FactorStep,
  { kind, handle }: PasskeyFlow,
  answer: PasskeyAnswer,
): Promise<Asserted | null> {
  if (found?.userId !== userId) return null;
  const { userHandle } = answer.response;
  if (userHandle !== undefined && userHandle !== userHandleOf(userId)) return null;
  return checkAssertion(answer, found, isChallengeOf(kind, handle));
}

/** A passkey cannot be guessed, so no budget of tries is touched: what strangers send closes nothing. */
async function show(
  flow: PasskeyFlow,
  answer: PasskeyAnswer,
  { browser, address }: Visitor,
): Promise<PasskeyShown> {
  const blocked = await passkeyBlock(address);
  if (blocked) return { kind: "throttled", retryAfterSeconds: blocked.retryAfterSeconds };
  const ref = { kind: flow.kind, handleHash: hashSecret(flow.handle) };
  const step = await findFactorStep(ref, policy.factorFailures);
  if (!step) return { kind: "closed" };
  const found = await findPasskey(answer.id);
  const asserted = await signedBy(found, step, flow, answer);
  const event = events[flow.kind];
  const { userId } = step;
  if (!found || !asserted) {
    await recordAudit({ event, outcome: "wrong", userId, factor: "pop", browser, address });
    return { kind: "refused" };
  }
  if (!grows(found.counter, asserted.counter)) {
    await recordAudit({ event, outcome: "copied", userId, factor: "pop", browser, address });
    return { kind: "copied" };
  }
  const methods = asserted.userVerified ? "pop uv" : "pop";
  const use = spendPasskey(found.id, asserted.counter);
  const factor = { asks: "passkey", methods, use, event, browser, address } as const;
  const passed = await passShown(ref, factor, transition("factorPassed"));
  return passed ? { kind: "passed", ...passed } : { kind: "closed" };
}

export const showPasskey = observed("passkey.show", show);
