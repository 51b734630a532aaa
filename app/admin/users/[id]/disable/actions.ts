"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { disable as disableAccount } from "@/lib/admin/deeds";
import { decisionPage, personPage } from "@/lib/admin/pages";
import { requirePerson } from "@/lib/admin/require-person";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

export async function disable(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { person } = textFields(form, ["person"]);
  const change = await ownChange(
    form,
    "/admin/users/[id]/disable#disable",
    {},
    decisionPage(person, "disable"),
  );
  if (change.kind === "refused") return refused(change.message);
  const personId = await requirePerson(person);
  const done = await disableAccount({ session: change.session, visitor: await readVisitor(), personId });
  return redirect(`${personPage(personId)}?done=${done ? "disabled" : "none"}`);
}
