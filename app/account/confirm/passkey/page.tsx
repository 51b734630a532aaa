import type { Metadata } from "next";
import { PasskeyStep } from "@/components/passkeys/passkey-step";
import { requireSession } from "@/lib/auth/session";
import { optionsFor } from "@/lib/passkeys/show";
import { HOME } from "@/lib/redirect";
import { requireShownStepUp } from "@/lib/step-up/ways";
import { submitPasskey } from "./actions";

export const metadata: Metadata = { title: "Your passkey" };

export default async function ConfirmPasskeyPage() {
  const session = await requireSession("/account/confirm/passkey");
  const { step, handle, formToken } = await requireShownStepUp(session);
  const other = `/account/confirm?other&next=${encodeURIComponent(step.returnTo ?? HOME)}`;
  return (
    <div className="column-narrow">
      <PasskeyStep
        action={submitPasskey}
        options={await optionsFor({ kind: "step-up", handle }, step.userId)}
        formToken={formToken}
        username={step.username}
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
