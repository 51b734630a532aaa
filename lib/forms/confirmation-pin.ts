import "server-only";

import { redirect } from "next/navigation";
import type { ConfirmationKind } from "@/db/queries/confirmations";
import { currentStep } from "../challenges/current";
import { pinPage } from "../challenges/pages";
import { checkConfirmationPin } from "../confirmations/check-pin";
import { type PinField, pinInput } from "../schemas/pin";
import { readVisitor } from "../visitor";
import { ownFlow } from "./own-flow";
import { checkFailed, tooManyPins, tryAgainMessage, wrongPin } from "./pin-answers";
import { type FormState, invalid, refused, textFields } from "./state";

/** Takes the PIN of a confirmation; when it is proved, `proved` does what it is for and leads away. */
export async function takePin(
  kind: ConfirmationKind,
  form: FormData,
  proved: (handle: string) => Promise<never>,
): Promise<FormState<PinField>> {
  const handle = await ownFlow(kind, form);
  if (!handle) return refused(tryAgainMessage);
  const input = pinInput.safeParse(textFields(form, ["pin"]));
  if (!input.success) return invalid(input.error);
  const outcome = await checkConfirmationPin(kind, handle, input.data.pin, await readVisitor());
  switch (outcome.kind) {
    case "proved":
      return proved(handle);
    case "wrong":
      return wrongPin(outcome);
    case "throttled":
      return tooManyPins(outcome.retryAfterSeconds);
    case "unavailable":
      return checkFailed();
    case "closed": {
      // The answer to a right PIN may have been lost on its way, before what it is for or after it.
      const stands = (await currentStep(kind, handle))?.flowState;
      return stands === "proved" || stands === "done" ? proved(handle) : redirect(pinPage(kind));
    }
  }
}
