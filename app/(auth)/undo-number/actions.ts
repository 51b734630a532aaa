"use server";

import { redirect } from "next/navigation";
import { isOwnPost } from "@/lib/forms/origin";
import { textFields } from "@/lib/forms/state";
import { pressedPath } from "@/lib/notices/pressed";
import { undoNumber } from "@/lib/notices/undo-number";
import { readVisitor } from "@/lib/visitor";

/** The link itself is the right to do this: it puts back what was there, and takes rights away. */
export async function takeNumberBack(form: FormData): Promise<void> {
  const { link } = textFields(form, ["link"]);
  if (!(await isOwnPost())) redirect(pressedPath("undo-number", link, "foreign"));
  await undoNumber(link, await readVisitor());
  redirect(pressedPath("undo-number", link, "done"));
}
