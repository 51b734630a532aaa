"use server";

import { redirect } from "next/navigation";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { textFields } from "@/lib/forms/state";
import { cancelLogin } from "@/lib/login/cancel";
import { isSecondStep } from "@/lib/login/second-steps";
import { takeWay } from "@/lib/login/ways";
import { readVisitor } from "@/lib/visitor";

/** From the page of one second step to another one. */
export async function tryAnotherWay(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  const { way } = textFields(form, ["way"]);
  if (!handle || !(way === "call" || isSecondStep(way))) redirect("/login?ended=expired");
  redirect(await takeWay(handle, way, await readVisitor()));
}

export async function cancelSecondStep(form: FormData): Promise<void> {
  const handle = await ownFlow("login", form);
  if (!handle) redirect("/login");
  await cancelLogin(handle);
  await dropHandle("login");
  redirect("/");
}
