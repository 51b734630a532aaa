"use server";

import { redirect } from "next/navigation";
import { takenWords } from "@/lib/account/taken-words";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { ownFlow } from "@/lib/forms/own-flow";
import { tryAgainMessage } from "@/lib/forms/pin-answers";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { checkMorePassword } from "@/lib/login/more";
import { nameAccount } from "@/lib/login/name";
import { type NamesField, namesInput } from "@/lib/schemas/names";
import { type OwnPasswordField, ownPasswordInput } from "@/lib/schemas/own-password";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";
import { enter } from "../enter";

const OVER = "/login?ended=expired";

export async function submitMorePassword(
  _previous: FormState<OwnPasswordField>,
  form: FormData,
): Promise<FormState<OwnPasswordField>> {
  const handle = await ownFlow("login", form);
  if (!handle) return refused(tryAgainMessage);
  const input = ownPasswordInput.safeParse(textFields(form, ["password"]));
  if (!input.success) return invalid(input.error);
  const outcome = await unlessOverloaded(checkMorePassword(handle, input.data.password, await readVisitor()));
  switch (outcome.kind) {
    case "verified":
      return enter(handle, outcome.returnTo);
    case "wrong":
      return rejected({ password: "That is not the password of this account." });
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    case "busy":
      return refused("Many people are logging in just now. Wait a few seconds and try again.");
    case "over":
      return redirect(OVER);
  }
}

export async function submitNames(
  _previous: FormState<NamesField>,
  form: FormData,
): Promise<FormState<NamesField>> {
  const kept = textFields(form, ["username", "email"]);
  const handle = await ownFlow("login", form);
  if (!handle) return refused(tryAgainMessage, kept);
  const input = namesInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  const outcome = await nameAccount(handle, input.data, await readVisitor());
  switch (outcome.kind) {
    case "created":
      return enter(handle, outcome.returnTo ?? "/account?welcome");
    case "taken":
      if (outcome.field === "phone") return redirect(OVER);
      return rejected({ [outcome.field]: takenWords[outcome.field] }, kept);
    case "over":
      return redirect(OVER);
  }
}
