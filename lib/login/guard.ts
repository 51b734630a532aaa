import "server-only";

import { redirect } from "next/navigation";
import type { StepRow } from "@/db/queries/steps";
import { currentStep } from "../challenges/current";
import { formToken, readHandle } from "../flow-cookie";
import { isLoginState, pathFor } from "./machine";
import { readSecondStep } from "./ways";

export type LoginStep = Readonly<{ step: StepRow; formToken: string }>;

/** A login that has sent no message asks for something else. */
async function leadAway(handle: string): Promise<void> {
  const other = await readSecondStep(handle);
  if (!other || !isLoginState(other.state)) return;
  const path = pathFor(other.state, other.asks ?? "pin");
  if (path !== "/login/pin") redirect(path === "/login" ? "/login?ended=closed" : path);
}

/** The pending login of this browser, or away to where the browser belongs. */
export async function requireLoginStep(): Promise<LoginStep> {
  const handle = await readHandle("login");
  const step = handle ? await currentStep("login", handle) : null;
  if (handle && !step) await leadAway(handle);
  if (!handle || !step || !isLoginState(step.flowState)) redirect("/login?ended=expired");
  const path = pathFor(step.flowState, step.asks);
  if (path !== "/login/pin") redirect(path === "/login" ? "/login?ended=closed" : path);
  return { step, formToken: formToken(handle) };
}
