"use server";

import { redirect } from "next/navigation";
import { isOwnPost } from "@/lib/forms/origin";
import { textFields } from "@/lib/forms/state";
import { dispute } from "@/lib/notices/dispute";
import { pressedPath } from "@/lib/notices/pressed";
import { readVisitor } from "@/lib/visitor";

/** The link itself is the right to do this: whoever has it need not be logged in, and it can only take rights away. */
export async function sayNotMe(form: FormData): Promise<void> {
  const { link } = textFields(form, ["link"]);
  if (!(await isOwnPost())) redirect(pressedPath("not-me", link, "foreign"));
  await dispute(link, await readVisitor());
  redirect(pressedPath("not-me", link, "done"));
}
