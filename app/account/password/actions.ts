"use server";

import { redirect } from "next/navigation";
import { replacePassword } from "@/lib/account/change-password";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { currentSession } from "@/lib/auth/session";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { firstPasswordInput, type PasswordField, passwordInput } from "@/lib/schemas/account";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function submitPassword(
  _previous: FormState<PasswordField>,
  form: FormData,
): Promise<FormState<PasswordField>> {
  const session = await currentSession();
  const typed = textFields(form, ["current", "password"]);
  const schema = session?.user.hasPassword === false ? firstPasswordInput : passwordInput;
  const input = schema.safeParse(typed);
  if (!input.success) return invalid(input.error);
  const change = await ownChange(form, "/account/password#submitPassword");
  if (change.kind === "refused") return refused(change.message);
  const outcome = await unlessOverloaded(
    replacePassword(
      change.session,
      { current: typed.current, password: input.data.password },
      await readVisitor(),
    ),
  );
  switch (outcome.kind) {
    case "changed":
      return redirect("/account?changed=password");
    case "weak":
      return rejected({ password: outcome.message });
    case "wrong":
      return rejected({ current: "That is not your password." });
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    case "busy":
      return refused("Many people are logging in just now. Wait a few seconds and try again.");
    case "refused":
      return refused(CHANGES_OVER);
  }
}
