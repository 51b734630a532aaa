import "server-only";

import { redirect } from "next/navigation";
import type { StepRow } from "@/db/queries/steps";
import { readApprovalOf } from "../approvals/view";
import { currentStep } from "../challenges/current";
import { formToken, readHandle } from "../flow-cookie";
import { isLoginState, pathFor } from "./machine";

export type LoginStep = Readonly<{ step: StepRow; formToken: string }>;

/** The pending login of this browser, or away to where the browser belongs. */
export async function requireLoginStep(): Promise<LoginStep> {
  const handle = await readHandle("login");
  const step = handle ? await currentStep("login", handle) : null;
  if (handle && !step && (await readApprovalOf("login", handle))) redirect("/login/approve");
  if (!handle || !step || !isLoginState(step.flowState)) redirect("/login?ended=expired");
  const path = pathFor(step.flowState, step.asks);
  if (path !== "/login/pin") redirect(path === "/login" ? "/login?ended=closed" : path);
  return { step, formToken: formToken(handle) };
}
