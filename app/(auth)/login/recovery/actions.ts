"use server";

import { takeCode } from "@/lib/forms/factor-answers";
import type { FormState } from "@/lib/forms/state";
import type { CodeField } from "@/lib/schemas/factor";
import { enter, whereLoginStands } from "../enter";

/** The page that shows what is left, and makes a new code in place of the used one. */
const CODES = "/account/security/codes?used";

export async function submitCode(
  _previous: FormState<CodeField>,
  form: FormData,
): Promise<FormState<CodeField>> {
  return takeCode("login", "recovery", form, {
    passed: (handle, returnTo) => enter(handle, returnTo ?? CODES),
    closed: whereLoginStands,
  });
}
