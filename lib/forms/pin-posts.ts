import "server-only";

import { redirect } from "next/navigation";
import type { FlowRef } from "@/db/queries/challenges";
import { sendAgain } from "../challenges/again";
import { goOn, refuseCall } from "../challenges/next";
import { pinPage } from "../challenges/pages";
import { flowRef } from "../flow-cookie";
import { readVisitor } from "../visitor";
import { ownFlow } from "./own-flow";

type Kind = FlowRef["kind"];

/* What the PIN pages of all flows do with their buttons; each ends at its page, which shows what came of it. */

export async function resend(kind: Kind, form: FormData): Promise<never> {
  const handle = await ownFlow(kind, form);
  if (handle) await sendAgain(flowRef(kind, handle), await readVisitor());
  redirect(pinPage(kind));
}

/** Call me now, or whatever the next channel is. */
export async function next(kind: Kind, form: FormData): Promise<never> {
  const handle = await ownFlow(kind, form);
  const outcome = handle ? await goOn(flowRef(kind, handle)) : "not-now";
  redirect(outcome === "unavailable" ? `${pinPage(kind)}?next=failed` : pinPage(kind));
}

export async function withoutCall(kind: Kind, form: FormData): Promise<never> {
  const handle = await ownFlow(kind, form);
  if (handle) await refuseCall(flowRef(kind, handle));
  redirect(pinPage(kind));
}
