"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { forChanges } from "@/lib/auth/session";
import { isFactorKind } from "@/lib/factors/names";
import { removeFactorOf } from "@/lib/factors/own";
import { factorPages, removalPage } from "@/lib/factors/pages";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

/** Once it was said what is left: takes the right away. */
export async function remove(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { kind, id } = textFields(form, ["kind", "id"]);
  if (!isFactorKind(kind)) redirect("/account/security");
  const change = await ownChange(form, removalPage(kind, id), {}, { ...forChanges, evenFrozen: true });
  if (change.kind === "refused") return refused(change.message);
  const done = await removeFactorOf(kind, change.session, await readVisitor(), id);
  return redirect(done ? `${factorPages[kind]}?done=removed` : factorPages[kind]);
}
