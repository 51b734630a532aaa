import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { pinView } from "@/lib/challenges/view";
import { requireLoginStep } from "@/lib/login/guard";
import { callInstead, cancel, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Enter your PIN" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { call } = await searchParams;
  const { step, formToken } = await requireLoginStep();
  return (
    <PinStep
      view={pinView(step)}
      formToken={formToken}
      step={{ now: 2, of: 2, label: "PIN" }}
      submitLabel="Log in"
      callFailed={call === "failed"}
      actions={{ submitPin, resendPin, callInstead }}
      wayOut={{ action: cancel, label: "Cancel this login" }}
    />
  );
}
