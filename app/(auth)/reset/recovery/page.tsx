import type { Metadata } from "next";
import { ResetWays } from "@/components/auth/reset-ways";
import { CodeStep } from "@/components/factors/code-step";
import { resetWays } from "@/lib/login/second-steps";
import { requireResetStep } from "../stands";
import { submitCode } from "./actions";

export const metadata: Metadata = { title: "Recovery code" };

export default async function ResetRecoveryPage() {
  const { step, formToken } = await requireResetStep();
  return (
    <CodeStep
      kind="recovery"
      username={step.username}
      lockedUntil={step.lockedUntil}
      now={step.now}
      formToken={formToken}
      action={submitCode}
      submitLabel="Continue"
      step={{ now: 2, of: 3, label: "Recovery code" }}
      notice={null}
      ways={<ResetWays ways={resetWays(step, "recovery")} />}
    />
  );
}
