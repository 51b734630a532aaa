"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { enable as enableAccount, endOneOf } from "@/lib/admin/deeds";
import { personPage } from "@/lib/admin/pages";
import { requirePerson } from "@/lib/admin/require-person";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

/** Ends one session of the account that the form names. */
export async function endOne(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { person, session } = textFields(form, ["person", "session"]);
  const page = personPage(person);
  const change = await ownChange(form, "/admin/users/[id]#endOne", {}, page);
  if (change.kind === "refused") return refused(change.message);
  const personId = await requirePerson(person);
  const decision = { session: change.session, visitor: await readVisitor(), personId };
  const done = await endOneOf(decision, session);
  return redirect(`${page}?done=${done ? "session" : "none"}`);
}

export async function enable(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { person } = textFields(form, ["person"]);
  const page = personPage(person);
  const change = await ownChange(form, "/admin/users/[id]#enable", {}, page);
  if (change.kind === "refused") return refused(change.message);
  const personId = await requirePerson(person);
  const done = await enableAccount({ session: change.session, visitor: await readVisitor(), personId });
  return redirect(`${page}?done=${done ? "enabled" : "none"}`);
}
