"use server";

import { redirect } from "next/navigation";
import { endOthersOf, endSessionOf } from "@/lib/account/end-sessions";
import { ownChange } from "@/lib/account/own-change";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { isId } from "@/lib/ids";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/sessions";

/** Ends the session that the form names, if it is another one of this account. */
export async function endOne(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { session } = textFields(form, ["session"]);
  const change = await ownChange(form, "/account/sessions#endOne", isId(session) ? { session } : {});
  if (change.kind === "refused") return refused(change.message);
  const ended = await endSessionOf(change.session, await readVisitor(), session);
  return redirect(`${PAGE}?ended=${ended ? "one" : "none"}`);
}

export async function endOthers(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/sessions#endOthers", { session: "others" });
  if (change.kind === "refused") return refused(change.message);
  const ended = await endOthersOf(change.session, await readVisitor());
  return redirect(`${PAGE}?ended=${ended ? "others" : "none"}`);
}
