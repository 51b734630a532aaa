"use server";

import { redirect } from "next/navigation";
import { giveUp } from "@/lib/confirmations/give-up";
import { takePin } from "@/lib/forms/confirmation-pin";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import type { FormState } from "@/lib/forms/state";
import type { PinField } from "@/lib/schemas/pin";

const NEXT = "/reset/password";

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  return takePin("reset", form, async () => redirect(NEXT));
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("reset", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("reset", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("reset", form);
}

export async function cancel(form: FormData): Promise<void> {
  await giveUp("reset", form);
  redirect("/");
}
