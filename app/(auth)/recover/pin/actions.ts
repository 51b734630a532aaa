"use server";

import { redirect } from "next/navigation";
import { giveUp } from "@/lib/confirmations/give-up";
import { dropHandle } from "@/lib/flow-cookie";
import { takePin } from "@/lib/forms/confirmation-pin";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import type { FormState } from "@/lib/forms/state";
import { replaceEverything } from "@/lib/recovery/finish";
import type { PinField } from "@/lib/schemas/pin";
import { readVisitor } from "@/lib/visitor";

/** Link, password and PIN were right: all at once, or nothing. */
async function replaceWith(handle: string): Promise<never> {
  const outcome = await replaceEverything(handle, await readVisitor());
  await dropHandle("recovery");
  switch (outcome.kind) {
    case "done":
      return redirect("/login?ended=recovered");
    case "taken":
      return redirect(`/recover/link?link=${outcome.link}&taken`);
    case "over":
      return redirect("/recover/link?ended");
  }
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  return takePin("recovery", form, replaceWith);
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("recovery", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("recovery", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("recovery", form);
}

export async function cancel(form: FormData): Promise<void> {
  await giveUp("recovery", form);
  redirect("/");
}
