"use server";

import { redirect } from "next/navigation";
import { askEmail } from "@/lib/account/change-email";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { env } from "@/lib/env";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { type EmailField, emailInput } from "@/lib/schemas/account";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function submitEmail(
  _previous: FormState<EmailField>,
  form: FormData,
): Promise<FormState<EmailField>> {
  const kept = textFields(form, ["email"]);
  const input = emailInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  const change = await ownChange(form, "/account/email#submitEmail", kept);
  if (change.kind === "refused") return refused(change.message, kept);
  if (env().notices.mail === null) return refused("This service cannot send mail.", kept);
  const outcome = await askEmail(change.session, input.data.email, await readVisitor());
  switch (outcome.kind) {
    case "asked":
      return redirect("/account?changed=email-sent");
    case "same":
      return rejected({ email: "This is your address already." }, kept);
    case "throttled":
      return refused(`Too many changes. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
    case "refused":
      return refused(CHANGES_OVER, kept);
  }
}
