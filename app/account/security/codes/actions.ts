"use server";

import { redirect } from "next/navigation";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { codesToMake, confirmShown, makeCodes as make } from "@/lib/factors/recovery-codes";
import type { CodesState } from "@/lib/forms/codes-state";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/security/codes";

/** Codes that are shown in the answer to this post. They open nothing before `confirmCodes`. */
export async function makeCodes(_previous: CodesState, form: FormData): Promise<CodesState> {
  const { fill } = textFields(form, ["fill"]);
  const change = await ownChange(form, "/account/security/codes#makeCodes", { fill });
  if (change.kind === "refused") return refused(change.message);
  const count = await codesToMake(change.session, fill === "1");
  const made = await unlessOverloaded(make(change.session, await readVisitor(), count));
  if (made === null) return refused(CHANGES_OVER);
  if ("kind" in made)
    return refused("Many people are logging in just now. Wait a few seconds and try again.");
  return { answer: 1, shown: made };
}

export async function confirmCodes(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { set, have } = textFields(form, ["set", "have"]);
  const change = await ownChange(form, "/account/security/codes#confirmCodes");
  if (change.kind === "refused") return refused(change.message);
  if (have !== "1")
    return refused("Tick the box once you have the codes somewhere safe: they are not shown again.");
  return (await confirmShown(change.session, await readVisitor(), set))
    ? redirect(`${PAGE}?done=confirmed`)
    : refused("These codes are worth nothing any more: newer ones were made. Make a new set.");
}
