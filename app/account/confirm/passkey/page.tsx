import type { Metadata } from "next";
import { StepUpElsewhere } from "@/components/account/step-up-elsewhere";
import { PasskeyStep } from "@/components/passkeys/passkey-step";
import { requireSession } from "@/lib/auth/session";
import { optionsFor } from "@/lib/passkeys/show";
import { otherStepUps, requireShownStepUp } from "@/lib/step-up/ways";
import { submitPasskey } from "./actions";

export const metadata: Metadata = { title: "Your passkey" };

export default async function ConfirmPasskeyPage() {
  const session = await requireSession("/account/confirm/passkey");
  const { step, handle, formToken } = await requireShownStepUp(session);
  return (
    <div className="column-narrow">
      <PasskeyStep
        action={submitPasskey}
        options={await optionsFor({ kind: "step-up", handle }, step.userId)}
        formToken={formToken}
        username={step.username}
        notice={null}
        ways={<StepUpElsewhere other={otherStepUps(step.returnTo)} />}
      />
    </div>
  );
}
