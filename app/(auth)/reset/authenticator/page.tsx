import type { Metadata } from "next";
import { ResetWays } from "@/components/auth/reset-ways";
import { CodeStep } from "@/components/factors/code-step";
import { resetWays } from "@/lib/login/second-steps";
import { requireResetStep } from "../stands";
import { submitCode } from "./actions";

export const metadata: Metadata = { title: "Authenticator app" };

export default async function ResetAuthenticatorPage() {
  const { step, formToken } = await requireResetStep();
  return (
    <CodeStep
      kind="authenticator"
      username={step.username}
      lockedUntil={step.lockedUntil}
      now={step.now}
      formToken={formToken}
      action={submitCode}
      submitLabel="Continue"
      step={{ now: 2, of: 3, label: "Authenticator app" }}
      notice={null}
      ways={<ResetWays ways={resetWays(step, "authenticator")} />}
    />
  );
}
