import "server-only";

import { redirect } from "next/navigation";
import { type FactorStep, findFactorStep, type ShownStep, turnTo } from "@/db/queries/second-steps";
import { endMessage } from "../challenges/next";
import { hashSecret } from "../crypto";
import { flowRef, formToken, readHandle } from "../flow-cookie";
import { policy } from "../policy";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { askPhones, askPinInstead } from "./approve";
import { isLoginState, pathFor, transition } from "./machine";
import { stepPage, type Way } from "./second-steps";

const loginFlow = (handle: string) => ({ kind: "login", handleHash: hashSecret(handle) }) as const;

export const readSecondStep = (handle: string): Promise<FactorStep | null> =>
  findFactorStep(loginFlow(handle), policy.factorFailures);

/** The login of this browser that asks for this, or away to where the browser belongs. */
export async function requireSecondStep(
  asks: ShownStep,
): Promise<Readonly<{ step: FactorStep; handle: string; formToken: string }>> {
  const handle = await readHandle("login");
  const step = handle ? await readSecondStep(handle) : null;
  if (!handle || !step || !isLoginState(step.state)) redirect("/login?ended=expired");
  const path = pathFor(step.state, step.asks ?? "pin");
  if (path !== stepPage(asks)) redirect(path === "/login" ? "/login?ended=closed" : path);
  return { step, handle, formToken: formToken(handle) };
}

/** The ways of this browser's pending login by name, for the list on the page of one of them; null where there is none. */
export async function waysOf(handle: string): Promise<FactorStep | null> {
  const step = await readSecondStep(handle);
  return step?.state === transition("challengeStarted").to ? step : null;
}

/** Leaves what the login asks for and asks for something else. Where the browser goes then. */
export async function takeWay(
  handle: string,
  way: Way,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<string> {
  const step = await waysOf(handle);
  if (!step) return "/login?ended=expired";
  const here = stepPage(step.asks ?? "pin");
  switch (way) {
    case "pin":
    case "call":
      return (await askPinInstead(handle, way === "call", visitor, providers)) ? stepPage("pin") : here;
    case "approval": {
      const refusal = await askPhones(handle, visitor, providers);
      if (refusal === null) return stepPage(way);
      return refusal === "over" ? here : `${here}?ask=${refusal}`;
    }
    case "passkey":
    case "authenticator":
    case "recovery": {
      if (way === "recovery" ? step.recoveryCodes === 0 : !step[way]) return here;
      if (!(await turnTo(hashSecret(handle), transition("challengeStarted"), way))) return here;
      // What was sent before is not waited for any more: no call comes for it if we can help it.
      await endMessage(flowRef("login", handle), providers);
      return stepPage(way);
    }
  }
}
