import type { Metadata } from "next";
import { ResetWays } from "@/components/auth/reset-ways";
import { PasskeyStep } from "@/components/passkeys/passkey-step";
import { resetWays } from "@/lib/login/second-steps";
import { optionsFor } from "@/lib/passkeys/show";
import { requireResetStep } from "../stands";
import { submitPasskey } from "./actions";

export const metadata: Metadata = { title: "Your passkey" };

export default async function ResetPasskeyPage() {
  const { step, handle, formToken } = await requireResetStep();
  return (
    <PasskeyStep
      action={submitPasskey}
      options={await optionsFor({ kind: "reset", handle }, step.userId)}
      formToken={formToken}
      username={step.username}
      step={{ now: 2, of: 3, label: "Passkey" }}
      notice={null}
      ways={<ResetWays ways={resetWays(step, "passkey")} />}
    />
  );
}
