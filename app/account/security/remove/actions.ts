"use server";

import { redirect } from "next/navigation";
import { isLastRequired } from "@/lib/access/roles";
import { ownChange } from "@/lib/account/own-change";
import { lastRequiredWords } from "@/lib/account/required";
import { isFactorKind } from "@/lib/factors/names";
import { removeFactorOf } from "@/lib/factors/own";
import { factorPages, removalPage } from "@/lib/factors/pages";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

/** Once it was said what is left: takes the right away. */
export async function remove(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { kind, id } = textFields(form, ["kind", "id"]);
  if (!isFactorKind(kind)) redirect("/account/security");
  const change = await ownChange(form, "/account/security/remove#remove", {}, removalPage(kind, id));
  if (change.kind === "refused") return refused(change.message);
  if (kind === "passkey" && isLastRequired(change.session.user.required)) return refused(lastRequiredWords);
  const done = await removeFactorOf(kind, change.session, await readVisitor(), id);
  return redirect(done ? `${factorPages[kind]}?done=removed` : factorPages[kind]);
}
