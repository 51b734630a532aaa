"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { renameAccount } from "@/lib/account/change-username";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { takenWords } from "@/lib/account/taken-words";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { type UsernameField, usernameInput } from "@/lib/schemas/account";
import { readVisitor } from "@/lib/visitor";

export async function submitUsername(
  _previous: FormState<UsernameField>,
  form: FormData,
): Promise<FormState<UsernameField>> {
  const kept = textFields(form, ["username"]);
  const input = usernameInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  const change = await ownChange(form, "/account/username#submitUsername", kept);
  if (change.kind === "refused") return refused(change.message, kept);
  switch (await renameAccount(change.session, input.data.username, await readVisitor())) {
    case "changed":
      // The header has the old one.
      revalidatePath("/", "layout");
      return redirect("/account?changed=username");
    case "taken":
      return rejected({ username: takenWords.username }, kept);
    case "refused":
      return refused(CHANGES_OVER, kept);
  }
}
