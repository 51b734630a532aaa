import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { pinView } from "@/lib/challenges/view";
import { requireSignupStep } from "@/lib/signup/guard";
import { callInstead, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Prove your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function SignupPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { call } = await searchParams;
  const { step, formToken } = await requireSignupStep();
  return (
    <PinStep
      view={pinView(step)}
      formToken={formToken}
      step={{ now: 2, of: 2, label: "Your phone" }}
      submitLabel="Create the account"
      callFailed={call === "failed"}
      actions={{ submitPin, resendPin, callInstead }}
      wrongNumber="/signup"
    />
  );
}
