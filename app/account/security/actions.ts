"use server";

import { redirect } from "next/navigation";
import { isLastRequired } from "@/lib/access/roles";
import { CHANGES_OVER } from "@/lib/account/over";
import { ownChange } from "@/lib/account/own-change";
import { lastRequiredWords } from "@/lib/account/required";
import { removeDeviceOf, renameDeviceOf } from "@/lib/approvals/devices";
import { makeEnrolmentLink } from "@/lib/approvals/enrol";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { type RenameField, renameInput } from "@/lib/schemas/device";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

const PAGE = "/account/security";

/** A link for one phone, shown on this page. */
export async function makeLink(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const change = await ownChange(form, "/account/security#makeLink");
  if (change.kind === "refused") return refused(change.message);
  const outcome = await makeEnrolmentLink(change.session, await readVisitor());
  switch (outcome.kind) {
    case "made":
      return redirect(`${PAGE}#link`);
    case "throttled":
      return refused(`Too many links. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    case "refused":
      return refused(CHANGES_OVER);
  }
}

export async function renameDevice(
  _previous: FormState<RenameField>,
  form: FormData,
): Promise<FormState<RenameField>> {
  const typed = textFields(form, ["device", "name"]);
  const input = renameInput.safeParse(typed);
  if (!input.success) return invalid(input.error, typed);
  const change = await ownChange(form, "/account/security#renameDevice", typed);
  if (change.kind === "refused") return refused(change.message, typed);
  const done = await renameDeviceOf(change.session, await readVisitor(), input.data);
  return done ? redirect(PAGE) : refused(CHANGES_OVER, typed);
}

export async function removeDevice(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { device } = textFields(form, ["device"]);
  const change = await ownChange(form, "/account/security#removeDevice", { remove: device });
  if (change.kind === "refused") return refused(change.message);
  if (isLastRequired(change.session.user.required)) return refused(lastRequiredWords);
  const done = await removeDeviceOf(change.session, await readVisitor(), device);
  return redirect(done ? `${PAGE}?done=removed` : PAGE);
}
