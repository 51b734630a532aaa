"use server";

import { redirect } from "next/navigation";
import { currentStep } from "@/lib/challenges/current";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tooManyPins, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { silentInput } from "@/lib/schemas/silent";
import { cancelSignup } from "@/lib/signup/cancel";
import { checkSignupPin } from "@/lib/signup/finish";
import { enterFinished, enterMade, signupVisitor } from "../enter";

const PAGE = "/signup/pin";

/** The account may have been made and the answer lost on its way; then its first login waits for its session. */
async function whereItStands(handle: string): Promise<never> {
  const step = await currentStep("signup", handle);
  return step?.flowState === "completed" ? enterMade(handle, step.returnTo) : redirect(PAGE);
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  const handle = await ownFlow("signup", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);

  const outcome = await checkSignupPin(handle, input.data.pin, await signupVisitor());
  switch (outcome.kind) {
    case "wrong":
      return wrongPin(outcome);
    case "throttled":
      return tooManyPins(outcome.retryAfterSeconds);
    case "unavailable":
      return checkFailed();
    case "closed":
      return whereItStands(handle);
    case "created":
    case "taken":
    case "over":
      return enterFinished(handle, outcome);
  }
}

/** The phone confirmed itself over its own network and came back with a code. */
export async function confirmSilently(form: FormData): Promise<void> {
  const handle = await ownFlow("signup", form);
  const input = silentInput.safeParse(textFields(form, ["code"]));
  if (!handle || !input.success) redirect(`${PAGE}?silent=failed`);
  const outcome = await checkSignupPin(handle, input.data.code, await signupVisitor());
  if (outcome.kind === "created" || outcome.kind === "taken") await enterFinished(handle, outcome);
  redirect(`${PAGE}?silent=failed`);
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("signup", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("signup", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("signup", form);
}

export async function cancel(form: FormData): Promise<void> {
  const handle = await ownFlow("signup", form);
  if (!handle) redirect(PAGE);
  await cancelSignup(handle);
  await dropHandle("signup");
  redirect("/");
}
