"use server";

import { redirect } from "next/navigation";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { writeHandle } from "@/lib/flow-cookie";
import { FOREIGN_FORM, isOwnPost } from "@/lib/forms/origin";
import { type FormState, fieldErrors, refused, rejected, textFields } from "@/lib/forms/state";
import { typedPhoneProblem } from "@/lib/phone-words";
import { beginNewNumber } from "@/lib/recovery/link";
import { type RecoveryField, recoveryInput } from "@/lib/schemas/recovery";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

/** The link in the form is the right to try the password here. */
export async function submitNewPhone(
  _previous: FormState<RecoveryField>,
  form: FormData,
): Promise<FormState<RecoveryField>> {
  const { link, password, ...kept } = textFields(form, ["link", "password", "country", "phone"]);
  if (!(await isOwnPost())) return refused(FOREIGN_FORM, kept);
  const input = recoveryInput.safeParse({ ...kept, password });
  if (!input.success) return rejected(fieldErrors(input.error), kept);
  const problem = typedPhoneProblem(kept);
  if (problem) return rejected({ phone: problem }, kept);
  const outcome = await unlessOverloaded(beginNewNumber(link, input.data, await readVisitor()));
  switch (outcome.kind) {
    case "asked":
      await writeHandle("recovery", outcome.handle);
      return redirect("/recover/pin");
    case "wrong":
      return rejected({ password: "That is not the password of this account." }, kept);
    case "invalid":
      return rejected({ phone: outcome.message }, kept);
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
    case "busy":
      return refused("Many people are logging in just now. Wait a few seconds and try again.", kept);
    case "over":
      return redirect("/recover/link?ended");
  }
}
