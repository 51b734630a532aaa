"use server";

import { redirect } from "next/navigation";
import { ownFlow } from "@/lib/forms/own-flow";
import { tryAgainMessage } from "@/lib/forms/pin-answers";
import { type FormState, refused } from "@/lib/forms/state";
import { requestRecovery } from "@/lib/recovery/ask";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

export async function askToRecover(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const handle = await ownFlow("login", form);
  if (!handle) return refused(tryAgainMessage);
  const outcome = await requestRecovery(handle, await readVisitor());
  switch (outcome.kind) {
    case "asked":
    case "impossible":
      return redirect("/login/lost");
    case "over":
      return redirect("/login?ended=expired");
    case "throttled":
      return refused(
        `That was asked for often already. Try again in ${waitText(outcome.retryAfterSeconds)}.`,
      );
  }
}
