import type { Metadata } from "next";
import { StepUpElsewhere } from "@/components/account/step-up-elsewhere";
import { CodeStep } from "@/components/factors/code-step";
import { requireSession } from "@/lib/auth/session";
import { otherStepUps, requireShownStepUp } from "@/lib/step-up/ways";
import { submitCode } from "./actions";

export const metadata: Metadata = { title: "Authenticator app" };

export default async function ConfirmAuthenticatorPage() {
  const session = await requireSession("/account/confirm/authenticator");
  const { step, formToken } = await requireShownStepUp(session);
  return (
    <div className="column-narrow">
      <CodeStep
        kind="authenticator"
        username={step.username}
        lockedUntil={step.lockedUntil}
        now={step.now}
        formToken={formToken}
        action={submitCode}
        submitLabel="Confirm"
        notice={null}
        ways={<StepUpElsewhere other={otherStepUps(step.returnTo)} />}
      />
    </div>
  );
}
