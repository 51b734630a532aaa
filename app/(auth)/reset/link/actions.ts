"use server";

import { redirect } from "next/navigation";
import { writeHandle } from "@/lib/flow-cookie";
import { isOwnPost } from "@/lib/forms/origin";
import { textFields } from "@/lib/forms/state";
import { startReset } from "@/lib/reset/reset";
import { readVisitor } from "@/lib/visitor";

/** The link alone does nothing: mail scanners open links too. This button uses it. */
export async function goOnWithLink(form: FormData): Promise<void> {
  const { token: link } = textFields(form, ["token"]);
  if (!(await isOwnPost())) redirect("/reset");
  const handle = await startReset(link, await readVisitor());
  if (!handle) redirect("/reset?ended");
  await writeHandle("reset", handle);
  redirect("/reset/pin");
}
