"use server";

import { redirect } from "next/navigation";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { dropHandle } from "@/lib/flow-cookie";
import { ownFlow } from "@/lib/forms/own-flow";
import { tryAgainMessage } from "@/lib/forms/pin-answers";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { finishReset } from "@/lib/reset/reset";
import type { PasswordField } from "@/lib/schemas/account";
import { resetPasswordInput } from "@/lib/schemas/reset";
import { readVisitor } from "@/lib/visitor";

export async function submitNewPassword(
  _previous: FormState<PasswordField>,
  form: FormData,
): Promise<FormState<PasswordField>> {
  const handle = await ownFlow("reset", form);
  if (!handle) return refused(tryAgainMessage);
  const input = resetPasswordInput.safeParse(textFields(form, ["password"]));
  if (!input.success) return invalid(input.error);
  const outcome = await unlessOverloaded(finishReset(handle, input.data.password, await readVisitor()));
  switch (outcome.kind) {
    case "changed":
      await dropHandle("reset");
      return redirect("/login?ended=reset");
    case "weak":
      return rejected({ password: outcome.message });
    case "busy":
      return refused("Many people are logging in just now. Wait a few seconds and try again.");
    case "over":
      return redirect("/reset?ended");
  }
}
