"use server";

import { redirect } from "next/navigation";
import { currentSession, endSession } from "@/lib/auth/session";
import { sameText } from "@/lib/crypto";
import { isOwnPost } from "@/lib/forms/origin";
import { textFields } from "@/lib/forms/state";

/** Ends this browser's session for good. A post that is not from our own page ends nothing. */
export async function endThisSession(form: FormData): Promise<void> {
  const session = await currentSession();
  const { token } = textFields(form, ["token"]);
  if (session && (await isOwnPost()) && sameText(token, session.formToken)) {
    await endSession("logout");
  }
}

/** The same for a form without JavaScript, which has to be sent somewhere afterwards. */
export async function logout(form: FormData): Promise<void> {
  await endThisSession(form);
  redirect("/");
}
