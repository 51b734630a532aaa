"use server";

import { requireSession } from "@/lib/auth/session";
import { takeCode } from "@/lib/forms/factor-answers";
import type { FormState } from "@/lib/forms/state";
import type { CodeField } from "@/lib/schemas/factor";
import { goOnWithStepUp } from "../go-on";

const PAGE = "/account/confirm/recovery";

export async function submitCode(
  _previous: FormState<CodeField>,
  form: FormData,
): Promise<FormState<CodeField>> {
  const session = await requireSession("/account/confirm/recovery#submitCode");
  return takeCode("step-up", "recovery", form, {
    passed: (handle) => goOnWithStepUp(session, handle, PAGE),
    closed: (handle) => goOnWithStepUp(session, handle, PAGE),
  });
}
