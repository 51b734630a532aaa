"use server";

import { redirect } from "next/navigation";
import { currentStep } from "@/lib/challenges/current";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { giveUp } from "@/lib/confirmations/give-up";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tooManyPins, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/reset/pin";
const NEXT = "/reset/password";

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  const handle = await ownFlow("reset", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);
  const outcome = await checkConfirmationPin("reset", handle, input.data.pin, await readVisitor());
  switch (outcome.kind) {
    case "proved":
      return redirect(NEXT);
    case "wrong":
      return wrongPin(outcome);
    case "throttled":
      return tooManyPins(outcome.retryAfterSeconds);
    case "unavailable":
      return checkFailed();
    case "closed":
      return redirect((await currentStep("reset", handle))?.flowState === "proved" ? NEXT : PAGE);
  }
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
