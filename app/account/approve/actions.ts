"use server";

import { redirect } from "next/navigation";
import { cancelAction } from "@/db/queries/approvals";
import { requireWaitingAction } from "@/lib/approvals/action";
import { requireSession } from "@/lib/auth/session";
import { hashSecret } from "@/lib/crypto";
import { ownFlow } from "@/lib/forms/own-flow";
import { HOME } from "@/lib/redirect";

/** Back to the page of the action, which does now what was approved. */
export async function goOn(form: FormData): Promise<void> {
  const session = await requireSession("/account/approve#goOn", HOME);
  const { row } = await requireWaitingAction(session);
  const own = await ownFlow("action", form);
  redirect(own ? (row.returnTo ?? HOME) : "/account/approve");
}

export async function cancel(form: FormData): Promise<void> {
  const session = await requireSession("/account/approve#cancel", HOME);
  const { row } = await requireWaitingAction(session);
  const handle = await ownFlow("action", form);
  if (handle) await cancelAction(hashSecret(handle));
  redirect(row.returnTo ?? HOME);
}
