import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { pinView } from "@/lib/challenges/view";
import { requireSignupStep } from "@/lib/signup/guard";
import { cancel, confirmSilently, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Prove your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function SignupPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, silent } = await searchParams;
  const { step, formToken } = await requireSignupStep();
  return (
    <PinStep
      flow="signup"
      page="/signup/pin"
      view={pinView(step)}
      formToken={formToken}
      step={{ now: 2, of: 2, label: "Your phone" }}
      submitLabel="Create the account"
      failed={{ next: next === "failed", silent: silent === "failed" }}
      actions={{ submitPin, resendPin, goOn, refuseCall, confirmSilently }}
      wrongNumber="/signup"
      wayOut={{ action: cancel, label: "Cancel this sign-up" }}
    />
  );
}
