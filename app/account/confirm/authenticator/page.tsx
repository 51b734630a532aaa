import type { Metadata } from "next";
import { CodeStep } from "@/components/factors/code-step";
import { requireSession } from "@/lib/auth/session";
import { HOME } from "@/lib/redirect";
import { requireShownStepUp } from "@/lib/step-up/ways";
import { submitCode } from "./actions";

export const metadata: Metadata = { title: "Authenticator app" };

export default async function ConfirmAuthenticatorPage() {
  const session = await requireSession("/account/confirm/authenticator");
  const { step, formToken } = await requireShownStepUp(session);
  const other = `/account/confirm?other&next=${encodeURIComponent(step.returnTo ?? HOME)}`;
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
        ways={
          <>
            <p>
              <a href={other}>Use another way</a>
            </p>
            <p>
              <a href={HOME}>Back to your account</a>
            </p>
          </>
        }
      />
    </div>
  );
}
