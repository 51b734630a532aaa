import "server-only";

import { redirect } from "next/navigation";
import type { FlowRef } from "@/db/queries/challenges";
import { sendAgain } from "../challenges/again";
import { callNow } from "../challenges/call";
import { flowRef } from "../flow-cookie";
import { readVisitor } from "../visitor";
import { ownFlow } from "./own-flow";

/** What the PIN pages of both flows do with their buttons; each ends at its page, which shows what came of it. */
const pinPage = (kind: FlowRef["kind"]): string => `/${kind}/pin`;

export async function resend(kind: FlowRef["kind"], form: FormData): Promise<never> {
  const handle = await ownFlow(kind, form);
  if (handle) await sendAgain(flowRef(kind, handle), await readVisitor());
  redirect(pinPage(kind));
}

export async function call(kind: FlowRef["kind"], form: FormData): Promise<never> {
  const handle = await ownFlow(kind, form);
  const outcome = handle ? await callNow(flowRef(kind, handle)) : "not-now";
  redirect(outcome === "unavailable" ? `${pinPage(kind)}?call=failed` : pinPage(kind));
}
