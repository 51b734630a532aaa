"use server";

import { redirect } from "next/navigation";
import { currentSession } from "@/lib/auth/session";
import { currentStep } from "@/lib/challenges/current";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { giveUp } from "@/lib/confirmations/give-up";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tooManyPins, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { HOME } from "@/lib/redirect";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { completeStepUp } from "@/lib/step-up/confirm";
import { readVisitor } from "@/lib/visitor";

const BEGIN = "/account/confirm";
const PAGE = "/account/confirm/pin";

async function goOnWith(handle: string): Promise<never> {
  const session = await currentSession();
  const done = session ? await completeStepUp(session, handle) : null;
  redirect(done ? (done.returnTo ?? HOME) : BEGIN);
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  const handle = await ownFlow("step-up", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);
  const outcome = await checkConfirmationPin("step-up", handle, input.data.pin, await readVisitor());
  switch (outcome.kind) {
    case "proved":
      return goOnWith(handle);
    case "wrong":
      return wrongPin(outcome);
    case "throttled":
      return tooManyPins(outcome.retryAfterSeconds);
    case "unavailable":
      return checkFailed();
    case "closed":
      // The answer to a right PIN may have been lost on its way.
      return (await currentStep("step-up", handle))?.flowState === "proved"
        ? goOnWith(handle)
        : redirect(PAGE);
  }
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
