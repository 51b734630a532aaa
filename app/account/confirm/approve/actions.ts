"use server";

import { redirect } from "next/navigation";
import { isOwnForm } from "@/lib/account/own-change";
import { requireSession } from "@/lib/auth/session";
import { giveUp } from "@/lib/confirmations/give-up";
import { ownFlow } from "@/lib/forms/own-flow";
import { textFields } from "@/lib/forms/state";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { askPhonesToConfirm } from "@/lib/step-up/approve";
import { completeStepUp, stepUpHandle } from "@/lib/step-up/confirm";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/confirm/approve";

/** The first request of a step-up, from the page that asks how to confirm. */
export async function askPhone(form: FormData): Promise<void> {
  const page = safeReturnPath(textFields(form, ["next"]).next) ?? HOME;
  const confirm = `/account/confirm?next=${encodeURIComponent(page)}`;
  const session = await requireSession("/account/confirm/approve#askPhone", confirm);
  if (!(await isOwnForm(session, form))) redirect(confirm);
  const handle = await stepUpHandle(session, page);
  const refusal = await askPhonesToConfirm(session, handle, await readVisitor());
  redirect(refusal && refusal !== "over" ? `${confirm}&ask=${refusal}` : PAGE);
}

export async function askAgain(form: FormData): Promise<void> {
  const session = await requireSession("/account/confirm/approve#askAgain", HOME);
  const handle = await ownFlow("step-up", form);
  const refusal = handle ? await askPhonesToConfirm(session, handle, await readVisitor()) : null;
  redirect(refusal && refusal !== "over" ? `${PAGE}?ask=${refusal}` : PAGE);
}

/** The phone has approved: the session is fresh again, and the person goes on with what they were doing. */
export async function goOn(form: FormData): Promise<void> {
  const session = await requireSession("/account/confirm/approve#goOn", HOME);
  const handle = await ownFlow("step-up", form);
  const done = handle ? await completeStepUp(session, handle) : null;
  redirect(done ? (done.returnTo ?? HOME) : PAGE);
}

export async function cancel(form: FormData): Promise<void> {
  await giveUp("step-up", form);
  redirect(HOME);
}
