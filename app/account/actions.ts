"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { currentSession, endSession } from "@/lib/auth/session";
import { isOneOf } from "@/lib/flow-cookie";
import { isOwnPost } from "@/lib/forms/origin";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { stopRecovery } from "@/lib/recovery/stop";
import { readVisitor } from "@/lib/visitor";

/** Ends this browser's session for good. A post that is not from our own page ends nothing. */
export async function endThisSession(form: FormData): Promise<void> {
  const session = await currentSession();
  const { token } = textFields(form, ["token"]);
  if (session && (await isOwnPost()) && isOneOf(session.formTokens, token)) {
    await endSession("logout");
  }
}

/** The same for a form without JavaScript, which has to be sent somewhere afterwards. */
export async function logout(form: FormData): Promise<void> {
  await endThisSession(form);
  redirect("/");
}

/** Somebody says that all is lost, and whoever is logged in knows better. */
export async function stopRecovering(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account#stopRecovering");
  if (change.kind === "refused") return refused(change.message);
  const stopped = await stopRecovery(change.session, await readVisitor());
  return redirect(stopped ? "/account?changed=recovery-stopped" : "/account");
}
