import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { requireSession } from "@/lib/auth/session";
import { pinView } from "@/lib/challenges/view";
import { requireConfirmation } from "@/lib/step-up/guard";
import { cancel, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Prove your new number" };

const BEGIN = "/account/phone";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function PhonePinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next } = await searchParams;
  const session = await requireSession("/account/phone/pin", BEGIN);
  const { step, formToken } = await requireConfirmation("phone-change", session, BEGIN);
  return (
    <div className="column-narrow">
      <PinStep
        flow="phone-change"
        page="/account/phone/pin"
        view={pinView(step)}
        formToken={formToken}
        submitLabel="Change the number"
        failed={{ next: next === "failed", silent: false }}
        actions={{ submitPin, resendPin, goOn, refuseCall }}
        wrongNumber={BEGIN}
        wayOut={{ action: cancel, label: "Keep the old number" }}
      />
    </div>
  );
}
