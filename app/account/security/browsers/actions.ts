"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { removeTrusted, trustHere } from "@/lib/trust/browsers";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/security/browsers";

const NOT_NOW =
  "This browser cannot be trusted now. It can be just after you log in with your password and a second step.";

export async function trustThis(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/security/browsers#trustThis");
  if (change.kind === "refused") return refused(change.message);
  const done = await trustHere(change.session, await readVisitor());
  return done ? redirect(`${PAGE}?done=trusted`) : refused(NOT_NOW);
}

export async function endTrust(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { browser } = textFields(form, ["browser"]);
  const change = await ownChange(form, "/account/security/browsers#endTrust");
  if (change.kind === "refused") return refused(change.message);
  const done = await removeTrusted(change.session, await readVisitor(), browser);
  return redirect(done ? `${PAGE}?done=ended` : PAGE);
}
