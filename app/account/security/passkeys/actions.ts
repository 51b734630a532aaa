"use server";

import { redirect } from "next/navigation";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { renameFactorOf } from "@/lib/factors/own";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { beginPasskey } from "@/lib/passkeys/enrol";
import { policy } from "@/lib/policy";
import { type FactorNameField, renameFactorInput } from "@/lib/schemas/factor";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

const PAGE = "/account/security/passkeys";

/** Leads to the page that has the browser make a passkey. */
export async function begin(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/security/passkeys#begin");
  if (change.kind === "refused") return refused(change.message);
  const outcome = await beginPasskey(change.session, await readVisitor());
  switch (outcome.kind) {
    case "begun":
      return redirect(`${PAGE}/new`);
    case "full":
      return refused(`An account has at most ${policy.factors.most} passkeys. Remove one first.`);
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    case "over":
      return refused(CHANGES_OVER);
  }
}

export async function rename(
  _previous: FormState<FactorNameField>,
  form: FormData,
): Promise<FormState<FactorNameField>> {
  const typed = textFields(form, ["id", "name"]);
  const input = renameFactorInput.safeParse(typed);
  if (!input.success) return invalid(input.error, typed);
  const change = await ownChange(form, "/account/security/passkeys#rename", typed);
  if (change.kind === "refused") return refused(change.message, typed);
  const done = await renameFactorOf("passkey", change.session, await readVisitor(), input.data);
  return done ? redirect(PAGE) : refused(CHANGES_OVER, typed);
}
