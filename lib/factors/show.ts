import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { appSecrets, spendStep } from "@/db/queries/authenticator-apps";
import { tellWrongFactor } from "@/db/queries/failed-factors";
import { spendCode } from "@/db/queries/recovery-codes";
import {
  type FactorFlow,
  hasPassed,
  passShown,
  type ShownFactor,
  spendFactorTry,
} from "@/db/queries/second-steps";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { resealed, unseal } from "../seal";
import { observed } from "../telemetry/trace";
import type { Visitor } from "../visitor";
import { matchCode } from "./recovery-codes";
import { stepOf } from "./totp";

export type ShownOutcome =
  | Readonly<{ kind: "passed"; returnTo: string | null }>
  | Readonly<{ kind: "wrong" }>
  /** The flow is over, asks for something else, or takes no code for a while. */
  | Readonly<{ kind: "closed" }>;

const events = { login: "login.factor", "step-up": "step-up.factor", reset: "reset.factor" } as const;

type By = Pick<Visitor, "browser" | "address" | "place">;

/** A secret is sealed for its owner: moved to another account it does not open. */
export const sealedFor = (userId: string): string => `authenticator:${userId}`;

/** What a code of an app shows, if it is one of this account and its step is later than any before. */
async function fromApp(userId: string, code: string, now: number) {
  for (const app of await appSecrets(userId)) {
    const step = stepOf(unseal(app.secret, sealedFor(userId)), code, now);
    if (step !== null && step > app.lastStep)
      return spendStep(app.id, step, resealed(app.secret, sealedFor(userId)));
  }
  return null;
}

async function refused(flow: FactorFlow, factor: string, userId: string, by: By): Promise<ShownOutcome> {
  const { browser, address } = by;
  // The same code posted twice: the other post has moved the flow on, and the browser is to follow it.
  if (await hasPassed(flow)) return { kind: "closed" };
  await recordAudit({ event: events[flow.kind], outcome: "wrong", userId, factor, browser, address });
  if (flow.kind === "login" && (await tellWrongFactor(flow.handleHash, noticeChannels("failed-factor"))))
    noticesSoon();
  return { kind: "wrong" };
}

type Shown = Pick<ShownFactor, "asks" | "methods">;

async function show(
  flow: FactorFlow,
  shown: Shown,
  by: By,
  matching: (userId: string, now: number) => Promise<ShownFactor["use"] | null>,
): Promise<ShownOutcome> {
  const spent = await spendFactorTry(flow, shown.asks, policy.factorFailures);
  if (!spent) return { kind: "closed" };
  const use = await matching(spent.userId, spent.now);
  if (!use) return refused(flow, shown.methods, spent.userId, by);
  const { browser, address } = by;
  const factor = { ...shown, use, event: events[flow.kind], browser, address };
  const passed = await passShown(flow, factor, transition("factorPassed"));
  // Used up by another flow at the same moment: for this one it was not right.
  return passed ? { kind: "passed", ...passed } : refused(flow, shown.methods, spent.userId, by);
}

/** A code of an authenticator app. A try is spent before anybody looks at it. */
export const showAppCode = observed("authenticator.show", (flow: FactorFlow, code: string, by: By) =>
  show(flow, { asks: "authenticator", methods: "otp" }, by, (userId, now) => fromApp(userId, code, now)),
);

/** A recovery code: used up by this, and its owner is told. */
export const showRecoveryCode = observed("recovery-code.show", showCode);

async function showCode(flow: FactorFlow, typed: string, by: By): Promise<ShownOutcome> {
  const outcome = await show(flow, { asks: "recovery", methods: "rec" }, by, async (userId) => {
    const code = await matchCode(userId, typed);
    return code && spendCode(code.id, by, noticeChannels("code-used"));
  });
  if (outcome.kind === "passed") noticesSoon();
  return outcome;
}
