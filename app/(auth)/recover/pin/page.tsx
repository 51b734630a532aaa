import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PinStep } from "@/components/auth/pin-step";
import { currentStep } from "@/lib/challenges/current";
import { pinView } from "@/lib/challenges/view";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { cancel, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Prove your new phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function RecoverPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next } = await searchParams;
  const handle = await readHandle("recovery");
  const step = handle ? await currentStep("recovery", handle) : null;
  if (!handle || !step || (step.flowState !== "open" && step.flowState !== "proved"))
    redirect("/recover/link?ended");
  return (
    <PinStep
      flow="recovery"
      page="/recover/pin"
      view={pinView(step)}
      formToken={formToken(handle)}
      submitLabel="Replace everything"
      failed={{ next: next === "failed", silent: false }}
      actions={{ submitPin, resendPin, goOn, refuseCall }}
      wayOut={{ action: cancel, label: "Leave everything as it is" }}
    />
  );
}
