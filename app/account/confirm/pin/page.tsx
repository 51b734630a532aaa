import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { requireSession } from "@/lib/auth/session";
import { pinView } from "@/lib/challenges/view";
import { requireConfirmation } from "@/lib/step-up/guard";
import { otherStepUps } from "@/lib/step-up/ways";
import { cancel, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Enter your PIN" };

const BEGIN = "/account/confirm";
const PAGE = "/account/confirm/pin";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function ConfirmPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next } = await searchParams;
  const session = await requireSession(PAGE, BEGIN);
  const { step, formToken } = await requireConfirmation("step-up", session, BEGIN);
  return (
    <div className="column-narrow">
      <PinStep
        flow="step-up"
        page={PAGE}
        view={pinView(step)}
        formToken={formToken}
        submitLabel="Confirm"
        failed={{ next: next === "failed", silent: false }}
        actions={{ submitPin, resendPin, goOn, refuseCall }}
        ways={
          <p>
            <a href={otherStepUps(step.returnTo)}>Use another way</a>
          </p>
        }
        wayOut={{ action: cancel, label: "Back to your account" }}
      />
    </div>
  );
}
