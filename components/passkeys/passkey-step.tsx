import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import type { RequestOptions } from "@/lib/passkeys/options";
import { NeedsScript } from "./needs-script";
import { type PasskeyAction, PasskeyForm } from "./passkey-form";

type PasskeyStepProps = Readonly<{
  action: PasskeyAction;
  options: RequestOptions;
  formToken: string;
  username: string;
  step?: { now: number; of: number; label: string };
  /** Why another way could not be taken. */
  notice: string | null;
  /** Every other way, and the way out. */
  ways: ReactNode;
}>;

/** The page that asks for a passkey after something else. */
export function PasskeyStep({ action, options, formToken, username, step, notice, ways }: PasskeyStepProps) {
  return (
    <>
      <PageHeading
        title="Use your passkey"
        step={step}
        lead={
          <>
            <p>
              For the account <strong>{username}</strong>.
            </p>
            <p>
              The device or the password manager that keeps it asks for your finger, your face or its PIN.
            </p>
          </>
        }
      />
      <div className="stack">
        {notice ? <Alert tone="error">{notice}</Alert> : null}
        <NeedsScript otherwise="Use another way below." />
        <PasskeyForm action={action} options={options} formToken={formToken} />
      </div>
      <section className="other-ways" aria-label="Other ways">
        {ways}
      </section>
    </>
  );
}
