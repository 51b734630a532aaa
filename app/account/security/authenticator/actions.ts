"use server";

import { redirect } from "next/navigation";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { beginAppOf, confirmApp } from "@/lib/factors/enrol-app";
import { renameFactorOf } from "@/lib/factors/own";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { type FactorNameField, type NewAppField, newAppInput, renameFactorInput } from "@/lib/schemas/factor";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/security/authenticator";

/** Makes a secret and shows it on this page. */
export async function setUpApp(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/security/authenticator#setUpApp");
  if (change.kind === "refused") return refused(change.message);
  return (await beginAppOf(change.session, await readVisitor()))
    ? redirect(`${PAGE}#app`)
    : refused("No further app can be added: remove one that you do not use any more first.");
}

export async function enrolApp(
  _previous: FormState<NewAppField>,
  form: FormData,
): Promise<FormState<NewAppField>> {
  const { code, name } = textFields(form, ["code", "name"]);
  const kept = { name };
  const input = newAppInput.safeParse({ code, name });
  if (!input.success) return invalid(input.error, kept);
  const change = await ownChange(form, "/account/security/authenticator#enrolApp", kept);
  if (change.kind === "refused") return refused(change.message, kept);
  const outcome = await confirmApp(change.session, await readVisitor(), input.data);
  switch (outcome.kind) {
    case "enrolled":
      return redirect(`${PAGE}?done=added`);
    case "wrong":
      return rejected(
        {
          code: "That code is not right. Check that the app has read this picture, and that the clock of its phone is right.",
        },
        kept,
      );
    case "over":
      return refused(
        `${CHANGES_OVER} If the picture is gone, begin again: the old one is worth nothing now.`,
        kept,
      );
  }
}

export async function rename(
  _previous: FormState<FactorNameField>,
  form: FormData,
): Promise<FormState<FactorNameField>> {
  const typed = textFields(form, ["id", "name"]);
  const input = renameFactorInput.safeParse(typed);
  if (!input.success) return invalid(input.error, typed);
  const change = await ownChange(form, "/account/security/authenticator#rename", typed);
  if (change.kind === "refused") return refused(change.message, typed);
  const done = await renameFactorOf("authenticator", change.session, await readVisitor(), input.data);
  return done ? redirect(PAGE) : refused(CHANGES_OVER, typed);
}
