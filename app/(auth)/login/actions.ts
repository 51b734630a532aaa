"use server";

import { redirect } from "next/navigation";
import { thisBrowser } from "@/lib/auth/browser";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { writeHandle } from "@/lib/flow-cookie";
import { FOREIGN_FORM, isOwnPost } from "@/lib/forms/origin";
import { isShed } from "@/lib/forms/shed";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { stepPage } from "@/lib/login/second-steps";
import { startLogin } from "@/lib/login/start";
import { safeReturnPath } from "@/lib/redirect";
import { type LoginField, loginInput } from "@/lib/schemas/login";
import { keepTrusted, noteOffer, readTrusted } from "@/lib/trust/cookie";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";
import { enter } from "./enter";

const WRONG = "That user name and password do not belong together. Check both and try again.";
const BUSY = "Many people are logging in just now. Wait a few seconds and try again.";

export async function submitPassword(
  _previous: FormState<LoginField>,
  form: FormData,
): Promise<FormState<LoginField>> {
  const { next, ...typed } = textFields(form, ["identifier", "password", "next"]);
  const kept = { identifier: typed.identifier };
  if (!(await isOwnPost())) return refused(FOREIGN_FORM, kept);
  const input = loginInput.safeParse(typed);
  if (!input.success) return invalid(input.error, kept);
  if (await isShed()) return refused(BUSY, kept);

  const returnTo = safeReturnPath(next);
  const outcome = await unlessOverloaded(
    startLogin(
      { ...input.data, returnTo, browserHash: await thisBrowser(), trusted: await readTrusted() },
      await readVisitor(),
    ),
  );
  switch (outcome.kind) {
    case "challenged":
      await writeHandle("login", outcome.handle);
      await noteOffer(input.data.password);
      return redirect(stepPage(outcome.asks));
    case "verified":
      await keepTrusted(outcome.trusted);
      return enter(outcome.handle, returnTo);
    case "rejected":
      return refused(WRONG, kept);
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
    case "busy":
      return refused(BUSY, kept);
  }
}
