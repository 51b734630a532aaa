"use server";

import { redirect } from "next/navigation";
import { askNewNumber } from "@/lib/account/change-phone";
import { ownChange } from "@/lib/account/own-change";
import { type FormState, fieldErrors, refused, rejected, textFields } from "@/lib/forms/state";
import { typedPhoneProblem } from "@/lib/phone-words";
import { type PhoneField, phoneInput } from "@/lib/schemas/account";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function submitNumber(
  _previous: FormState<PhoneField>,
  form: FormData,
): Promise<FormState<PhoneField>> {
  const kept = textFields(form, ["country", "phone"]);
  const input = phoneInput.safeParse(kept);
  if (!input.success) return rejected(fieldErrors(input.error), kept);
  const problem = typedPhoneProblem(kept);
  if (problem) return rejected({ phone: problem }, kept);
  const change = await ownChange(form, "/account/phone#submitNumber", kept);
  if (change.kind === "refused") return refused(change.message, kept);
  const outcome = await askNewNumber(change.session, input.data, await readVisitor());
  switch (outcome.kind) {
    case "asked":
      return redirect("/account/phone/pin");
    case "invalid":
      return rejected({ phone: outcome.message }, kept);
    case "throttled":
      return refused(`Too many numbers. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
  }
}
