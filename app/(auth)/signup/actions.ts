"use server";

import { redirect } from "next/navigation";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { readHandle, writeHandle } from "@/lib/flow-cookie";
import { FOREIGN_FORM, isOwnPost } from "@/lib/forms/origin";
import { isShed } from "@/lib/forms/shed";
import { type FormState, fieldErrors, refused, rejected, textFields } from "@/lib/forms/state";
import { typedPhoneProblem } from "@/lib/phone-words";
import { safeReturnPath } from "@/lib/redirect";
import { type SignupField, signupInput } from "@/lib/schemas/signup";
import { startSignup } from "@/lib/signup/start";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";
import { enterAccount } from "./enter";

const FIELDS = ["username", "email", "password", "country", "phone", "formKey", "next"] as const;
const BUSY = "Many people are signing up just now. Wait a few seconds and try again.";
const FORM_KEY = /^[\w-]{43}$/;

export async function submitSignup(
  _previous: FormState<SignupField>,
  form: FormData,
): Promise<FormState<SignupField>> {
  const { password, formKey, next, ...kept } = textFields(form, FIELDS);
  if (!(await isOwnPost())) return refused(FOREIGN_FORM, kept);
  const input = signupInput.safeParse({ ...kept, password });
  if (!input.success) {
    const phone = typedPhoneProblem(kept);
    return rejected({ ...(phone ? { phone } : {}), ...fieldErrors(input.error) }, kept);
  }
  if (await isShed()) return refused(BUSY, kept);

  const outcome = await unlessOverloaded(
    startSignup(
      {
        ...input.data,
        formKey: FORM_KEY.test(formKey) ? formKey : null,
        previousHandle: await readHandle("signup"),
        returnTo: safeReturnPath(next),
      },
      await readVisitor(),
    ),
  );
  switch (outcome.kind) {
    case "challenged":
      await writeHandle("signup", outcome.handle);
      if (outcome.phoneProved) return enterAccount(outcome.handle);
      return redirect("/signup/pin");
    case "invalid":
      return rejected(outcome.errors, kept);
    case "throttled":
      return refused(
        `Too many sign-ups from here. Try again in ${waitText(outcome.retryAfterSeconds)}.`,
        kept,
      );
    case "busy":
      return refused(BUSY, kept);
  }
}
