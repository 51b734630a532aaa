"use server";

import { redirect } from "next/navigation";
import { requireSession } from "@/lib/auth/session";
import { giveUp } from "@/lib/confirmations/give-up";
import { takePin } from "@/lib/forms/confirmation-pin";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import type { FormState } from "@/lib/forms/state";
import { HOME } from "@/lib/redirect";
import type { PinField } from "@/lib/schemas/pin";
import { completeStepUp } from "@/lib/step-up/confirm";

const BEGIN = "/account/confirm";

async function goOnWith(handle: string): Promise<never> {
  const session = await requireSession("/account/confirm/pin#submitPin", BEGIN);
  const done = await completeStepUp(session, handle);
  redirect(done ? (done.returnTo ?? HOME) : BEGIN);
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  return takePin("step-up", form, goOnWith);
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("step-up", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("step-up", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("step-up", form);
}

export async function cancel(form: FormData): Promise<void> {
  await giveUp("step-up", form);
  redirect(HOME);
}
