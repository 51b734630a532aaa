"use server";

import { redirect } from "next/navigation";
import { ownChange } from "@/lib/account/own-change";
import { approved } from "@/lib/approvals/action";
import { type FormState, refused } from "@/lib/forms/state";

const order = [
  { label: "Payee", value: "Jarod's vault" },
  { label: "Amount", value: "1,000,000" },
  { label: "Currency", value: "Galleons" },
];

/** Sends nothing: an example of an action that the owner approves on a phone first. */
export async function sendMoney(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/transfer#sendMoney");
  if (change.kind === "refused") return refused(change.message);
  const subject = { message: "Send money", details: order, logo: "/galleon.svg" };
  const answer = await approved(change.session, "/account/transfer", subject);
  if (answer.kind === "refused") return refused(answer.message);
  // Here your own code would send it; it gets here once for each approval.
  redirect(`/account/transfer?receipt=${answer.approvalId}`);
}
