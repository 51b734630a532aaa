import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PinStep } from "@/components/auth/pin-step";
import { ResetWays } from "@/components/auth/reset-ways";
import { currentStep } from "@/lib/challenges/current";
import { pinView } from "@/lib/challenges/view";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { resetWays } from "@/lib/login/second-steps";
import { cancel, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Enter your PIN" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function ResetPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next } = await searchParams;
  const handle = await readHandle("reset");
  const step = handle ? await currentStep("reset", handle) : null;
  if (step?.flowState === "proved") redirect("/reset/password");
  if (!handle || step?.flowState !== "open") redirect("/reset?ended");
  return (
    <PinStep
      flow="reset"
      page="/reset/pin"
      view={pinView(step)}
      formToken={formToken(handle)}
      step={{ now: 2, of: 3, label: "Your phone" }}
      submitLabel="Continue"
      failed={{ next: next === "failed", silent: false }}
      actions={{ submitPin, resendPin, goOn, refuseCall }}
      ways={<ResetWays ways={resetWays(step, "pin")} />}
      wayOut={{ action: cancel, label: "Keep the old password" }}
    />
  );
}
