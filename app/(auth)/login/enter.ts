import "server-only";

import { redirect } from "next/navigation";
import { enterSession } from "@/lib/auth/session";
import { dropHandle } from "@/lib/flow-cookie";
import { isLoginState, pathFor, transition } from "@/lib/login/machine";
import { readSecondStep } from "@/lib/login/ways";
import { HOME } from "@/lib/redirect";

const LOST = { login: "/login/pin", passkey: "/login?ended=closed" } as const;

/** From a verified login into the account; who lost the race looks at the login again. */
export async function enter(
  handle: string,
  returnTo: string | null,
  kind: keyof typeof LOST = "login",
): Promise<never> {
  if (!(await enterSession(handle))) return redirect(LOST[kind]);
  await dropHandle(kind);
  return redirect(returnTo ?? HOME);
}

/** The answer to what was right may have been lost on its way; then the login is waiting for its session. */
export async function whereLoginStands(handle: string): Promise<never> {
  const step = await readSecondStep(handle);
  if (!step || !isLoginState(step.state)) return redirect("/login?ended=expired");
  if (step.state === transition("factorPassed").to) return enter(handle, step.returnTo);
  const path = pathFor(step.state, step.asks ?? "pin");
  return redirect(path === "/login" ? "/login?ended=closed" : path);
}
