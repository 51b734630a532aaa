import "server-only";

import { redirect } from "next/navigation";
import { type FactorStep, findFactorStep } from "@/db/queries/second-steps";
import { hashSecret } from "@/lib/crypto";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";

const NEXT = "/reset/password";

const stepOf = (handle: string): Promise<FactorStep | null> =>
  findFactorStep({ kind: "reset", handleHash: hashSecret(handle) }, policy.factorFailures);

/** The reset of this browser that waits for a factor which is shown at once, or away to where it stands. */
export async function requireResetStep(): Promise<
  Readonly<{ step: FactorStep; handle: string; formToken: string }>
> {
  const handle = await readHandle("reset");
  const step = handle ? await stepOf(handle) : null;
  if (step?.state === "proved") redirect(NEXT);
  if (!handle || step?.state !== "open") redirect("/reset?ended");
  return { step, handle, formToken: formToken(handle) };
}

/** What was right, or had been: on to the new password. Otherwise back to the page that asks. */
export const goOnTo = (page: string) => ({
  passed: async (): Promise<never> => redirect(NEXT),
  closed: async (handle: string): Promise<never> =>
    redirect((await stepOf(handle))?.state === "proved" ? NEXT : page),
});
