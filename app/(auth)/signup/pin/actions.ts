"use server";

import { redirect } from "next/navigation";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { call, resend } from "@/lib/forms/pin-posts";
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
      return wrongPin(outcome);
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
  return resend("signup", form);
}

export async function callInstead(form: FormData): Promise<void> {
  return call("signup", form);
}
