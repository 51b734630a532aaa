"use server";

import { redirect } from "next/navigation";
import { replaceNumber } from "@/lib/account/change-phone";
import { forChanges, requireSession } from "@/lib/auth/session";
import { currentStep } from "@/lib/challenges/current";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { giveUp } from "@/lib/confirmations/give-up";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tooManyPins, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { readVisitor } from "@/lib/visitor";

const BEGIN = "/account/phone";
const PAGE = "/account/phone/pin";

/** The step-up must still be fresh when the number changes; what was proved waits for it. */
async function goOnWith(handle: string): Promise<never> {
  const session = await requireSession({ ...forChanges, returnTo: PAGE });
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
  const handle = await ownFlow("phone-change", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);
  const outcome = await checkConfirmationPin("phone-change", handle, input.data.pin, await readVisitor());
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
      return (await currentStep("phone-change", handle))?.flowState === "proved"
        ? goOnWith(handle)
        : redirect(PAGE);
  }
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
