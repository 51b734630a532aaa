"use server";

import { takeCode } from "@/lib/forms/factor-answers";
import type { FormState } from "@/lib/forms/state";
import type { CodeField } from "@/lib/schemas/factor";
import { goOnTo } from "../stands";

export async function submitCode(
  _previous: FormState<CodeField>,
  form: FormData,
): Promise<FormState<CodeField>> {
  return takeCode("reset", "recovery", form, goOnTo("/reset/recovery"));
}
