"use server";

import { redirect } from "next/navigation";
import { deleteAccount } from "@/db/queries/account-changes";
import { changing } from "@/lib/account/changing";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { endSession } from "@/lib/auth/session";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { noticesSoon } from "@/lib/notices/deliver";
import { type DeletionField, deletionInput } from "@/lib/schemas/account";
import { usernameKey } from "@/lib/username";
import { readVisitor } from "@/lib/visitor";

export async function submitDeletion(
  _previous: FormState<DeletionField>,
  form: FormData,
): Promise<FormState<DeletionField>> {
  const kept = textFields(form, ["confirmation"]);
  const input = deletionInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  const change = await ownChange(form, "/account/delete#submitDeletion", kept);
  if (change.kind === "refused") return refused(change.message, kept);
  const { session } = change;
  if (usernameKey(input.data.confirmation) !== usernameKey(session.user.username)) {
    return rejected({ confirmation: "That is not your user name." }, kept);
  }
  const by = changing(session, await readVisitor(), "account-deleted");
  if (!(await deleteAccount(by))) return refused(CHANGES_OVER, kept);
  noticesSoon();
  await endSession("logout");
  return redirect("/goodbye");
}
