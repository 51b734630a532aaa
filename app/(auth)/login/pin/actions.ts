"use server";

import { redirect } from "next/navigation";
import { enterSession } from "@/lib/auth/session";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { checkFailed, tryAgainMessage, wrongPin } from "@/lib/forms/pin-answers";
import { call, resend } from "@/lib/forms/pin-posts";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { cancelLogin } from "@/lib/login/cancel";
import { checkLoginPin } from "@/lib/login/check-pin";
import { HOME } from "@/lib/redirect";
import { type PinField, pinInput } from "@/lib/schemas/pin";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/login/pin";

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
      if (!(await enterSession(handle))) return redirect(PAGE);
      await dropHandle("login");
      return redirect(outcome.returnTo ?? HOME);
    case "wrong":
      return wrongPin(outcome);
    case "unavailable":
      return checkFailed();
    case "closed":
      return redirect(PAGE);
  }
}

export async function resendPin(form: FormData): Promise<void> {
  return resend("login", form);
}

export async function callInstead(form: FormData): Promise<void> {
  return call("login", form);
}

export async function cancel(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  if (!handle) redirect(PAGE);
  await cancelLogin(handle);
  await dropHandle("login");
  redirect("/");
}
