"use server";

import { redirect } from "next/navigation";
import { currentStep } from "@/lib/challenges/current";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import {
  checkFailed,
  neutralWrongPin,
  tooManyPins,
  tryAgainMessage,
  wrongPin,
} from "@/lib/forms/pin-answers";
import { next, resend, withoutCall } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { cancelLogin } from "@/lib/login/cancel";
import { checkLoginPin } from "@/lib/login/check-pin";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { silentInput } from "@/lib/schemas/silent";
import { readVisitor } from "@/lib/visitor";
import { enter } from "../enter";

const PAGE = "/login/pin";

/** The answer to a right PIN may have been lost on its way; then the login is waiting for its session. */
async function whereItStands(handle: string): Promise<never> {
  const step = await currentStep("login", handle);
  return step?.flowState === "verified" ? enter(handle, step.returnTo) : redirect(PAGE);
}

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  const handle = await ownFlow("login", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);

  const outcome = await checkLoginPin(handle, input.data.pin, await readVisitor());
  switch (outcome.kind) {
    case "verified":
      return enter(handle, outcome.returnTo);
    case "held":
      return redirect("/login/more");
    case "wrong":
      return outcome.neutral ? neutralWrongPin(outcome) : wrongPin(outcome);
    case "throttled":
      return tooManyPins(outcome.retryAfterSeconds);
    case "unavailable":
      return checkFailed();
    case "closed":
      return whereItStands(handle);
  }
}

/** The phone confirmed itself over its own network and came back with a code. */
export async function confirmSilently(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  const input = silentInput.safeParse(textFields(form, ["code"]));
  if (!handle || !input.success) redirect(`${PAGE}?silent=failed`);
  const outcome = await checkLoginPin(handle, input.data.code, await readVisitor());
  if (outcome.kind === "verified") await enter(handle, outcome.returnTo);
  redirect(`${PAGE}?silent=failed`);
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("login", form);
}

/** Call me now, or whatever the next channel is. */
export async function goOn(form: FormData): Promise<void> {
  return next("login", form);
}

export async function refuseCall(form: FormData): Promise<void> {
  return withoutCall("login", form);
}

export async function cancel(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  if (!handle) redirect(PAGE);
  await cancelLogin(handle);
  await dropHandle("login");
  redirect("/");
}
