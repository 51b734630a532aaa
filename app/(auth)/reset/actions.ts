"use server";

import { redirect } from "next/navigation";
import { env } from "@/lib/env";
import { FOREIGN_FORM, isOwnPost } from "@/lib/forms/origin";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { requestReset } from "@/lib/reset/reset";
import { type ResetField, resetInput } from "@/lib/schemas/reset";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function submitReset(
  _previous: FormState<ResetField>,
  form: FormData,
): Promise<FormState<ResetField>> {
  const kept = textFields(form, ["identifier"]);
  if (!(await isOwnPost())) return refused(FOREIGN_FORM, kept);
  const input = resetInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  if (env().notices.mail === null) return refused("This service cannot send mail.", kept);
  const outcome = await requestReset(input.data.identifier, await readVisitor());
  if (outcome.kind === "throttled") {
    return refused(`Too many requests. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
  }
  return redirect("/reset?sent");
}
