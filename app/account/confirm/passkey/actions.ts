"use server";

import { requireSession } from "@/lib/auth/session";
import { takePasskey } from "@/lib/forms/passkey-answers";
import type { FormState } from "@/lib/forms/state";
import { goOnWithStepUp } from "../go-on";

const PAGE = "/account/confirm/passkey";

export async function submitPasskey(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const session = await requireSession("/account/confirm/passkey#submitPasskey");
  return takePasskey("step-up", form, {
    passed: (handle) => goOnWithStepUp(session, handle, PAGE),
    closed: (handle) => goOnWithStepUp(session, handle, PAGE),
  });
}
