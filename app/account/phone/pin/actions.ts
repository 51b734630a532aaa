"use server";

import { redirect } from "next/navigation";
import { replaceNumber } from "@/lib/account/change-phone";
import { requireSession } from "@/lib/auth/session";
import { currentStep } from "@/lib/challenges/current";
import { giveUp } from "@/lib/confirmations/give-up";
import { dropHandle } from "@/lib/flow-cookie";
import { takePin } from "@/lib/forms/confirmation-pin";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import type { FormState } from "@/lib/forms/state";
import type { PinField } from "@/lib/schemas/pin";
import { readVisitor } from "@/lib/visitor";

const BEGIN = "/account/phone";

/** The step-up must still be fresh when the number changes; what was proved waits for it. */
async function goOnWith(handle: string): Promise<never> {
  const session = await requireSession("/account/phone/pin#submitPin");
  const step = await currentStep("phone-change", handle);
  if (step?.flowState !== "proved" || step.sessionId !== session.id) return redirect(BEGIN);
  const outcome = await replaceNumber(session, handle, step.phone, await readVisitor());
  if (outcome === "over") return redirect(BEGIN);
  await dropHandle("phone-change");
  return redirect(outcome === "taken" ? `${BEGIN}?taken` : "/account?changed=phone");
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  return takePin("phone-change", form, goOnWith);
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("phone-change", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("phone-change", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("phone-change", form);
}

export async function cancel(form: FormData): Promise<void> {
  await giveUp("phone-change", form);
  redirect("/account");
}
