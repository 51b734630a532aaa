"use server";

import { redirect } from "next/navigation";
import { sendAgain } from "@/lib/challenges/again";
import { callNow } from "@/lib/challenges/call";
import { flowRef } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { checkSignupPin } from "@/lib/signup/finish";
import { readVisitor } from "@/lib/visitor";
import { enterFinished } from "../enter";

const PAGE = "/signup/pin";

export async function submitPin(
  _previous: FormState<PinField>,
  form: FormData,
): Promise<FormState<PinField>> {
  const handle = await ownFlow("signup", form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);

  const outcome = await checkSignupPin(handle, input.data.pin, await readVisitor());
  switch (outcome.kind) {
    case "wrong":
      return wrongPin(outcome.triesLeft);
    case "unavailable":
      return checkFailed();
    case "closed":
      return redirect(PAGE);
    case "created":
    case "taken":
    case "over":
      return enterFinished(handle, outcome);
  }
}

export async function resendPin(form: FormData): Promise<void> {
  const handle = await ownFlow("signup", form);
  if (handle) await sendAgain(flowRef("signup", handle), await readVisitor());
  redirect(PAGE);
}

export async function callInstead(form: FormData): Promise<void> {
  const handle = await ownFlow("signup", form);
  const outcome = handle ? await callNow(flowRef("signup", handle)) : "not-now";
  redirect(outcome === "unavailable" ? `${PAGE}?call=failed` : PAGE);
}
