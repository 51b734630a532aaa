"use server";

import { takePasskey } from "@/lib/forms/passkey-answers";
import type { FormState } from "@/lib/forms/state";
import { goOnTo } from "../stands";

export async function submitPasskey(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  return takePasskey("reset", form, goOnTo("/reset/passkey"));
}
