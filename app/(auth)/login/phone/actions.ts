"use server";

import { redirect } from "next/navigation";
import { thisBrowser } from "@/lib/auth/browser";
import { writeHandle } from "@/lib/flow-cookie";
import { FOREIGN_FORM, isOwnPost } from "@/lib/forms/origin";
import { type FormState, fieldErrors, refused, rejected, textFields } from "@/lib/forms/state";
import { startPhoneLogin } from "@/lib/login/start-by-phone";
import { safeReturnPath } from "@/lib/redirect";
import { type PhoneLoginField, phoneLoginInput } from "@/lib/schemas/phone-login";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function submitNumber(
  _previous: FormState<PhoneLoginField>,
  form: FormData,
): Promise<FormState<PhoneLoginField>> {
  const { next, ...kept } = textFields(form, ["country", "phone", "next"]);
  if (!(await isOwnPost())) return refused(FOREIGN_FORM, kept);
  const input = phoneLoginInput.safeParse(kept);
  if (!input.success) return rejected(fieldErrors(input.error), kept);

  const outcome = await startPhoneLogin(
    { ...input.data, returnTo: safeReturnPath(next), browserHash: await thisBrowser() },
    await readVisitor(),
  );
  switch (outcome.kind) {
    case "challenged":
      await writeHandle("login", outcome.handle);
      return redirect("/login/pin");
    case "invalid":
      return rejected({ phone: outcome.message }, kept);
    case "throttled":
      return refused(`Too many logins from here. Try again in ${waitText(outcome.retryAfterSeconds)}.`, kept);
  }
}
