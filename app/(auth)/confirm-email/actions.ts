"use server";

import { redirect } from "next/navigation";
import { confirmEmail } from "@/lib/account/change-email";
import { isOwnPost } from "@/lib/forms/origin";
import { textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

/** The link alone does nothing: mail scanners open links too. */
export async function confirmAddress(form: FormData): Promise<void> {
  const { token: link } = textFields(form, ["token"]);
  if (!(await isOwnPost())) redirect("/confirm-email");
  redirect(`/confirm-email?done=${await confirmEmail(link, await readVisitor())}`);
}
