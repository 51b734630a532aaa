import "server-only";

import { redirect } from "next/navigation";
import type { StepRow } from "@/db/queries/steps";
import { currentStep } from "../challenges/current";
import { formToken, readHandle } from "../flow-cookie";
import { isLoginState, pathFor } from "./machine";

export type LoginStep = Readonly<{ step: StepRow; formToken: string }>;

/** The pending login of this browser, or away to where the browser belongs. */
export async function requireLoginStep(): Promise<LoginStep> {
  const handle = await readHandle("login");
  const step = handle ? await currentStep("login", handle) : null;
  if (!handle || !step || !isLoginState(step.flowState)) redirect("/login?ended=expired");
  const path = pathFor(step.flowState);
  if (path !== "/login/pin") redirect(path === "/login" ? "/login?ended=closed" : path);
  return { step, formToken: formToken(handle) };
}
