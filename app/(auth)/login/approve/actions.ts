"use server";

import { redirect } from "next/navigation";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { askPhones, verifiedLogin } from "@/lib/login/approve";
import { cancelLogin } from "@/lib/login/cancel";
import { readVisitor } from "@/lib/visitor";
import { enter } from "../enter";

const PAGE = "/login/approve";

/** The phone has approved: into the account. */
export async function goOn(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  const login = handle ? await verifiedLogin(handle) : null;
  if (handle && login) await enter(handle, login.returnTo);
  redirect(PAGE);
}

export async function askAgain(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  const refusal = handle ? await askPhones(handle, await readVisitor()) : null;
  redirect(refusal && refusal !== "over" ? `${PAGE}?ask=${refusal}` : PAGE);
}

export async function cancel(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  if (!handle) redirect(PAGE);
  await cancelLogin(handle);
  await dropHandle("login");
  redirect("/");
}
