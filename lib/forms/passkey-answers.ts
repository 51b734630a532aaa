import "server-only";

import { jsonOf } from "../approvals/posts";
import { type PasskeyFlow, showPasskey } from "../passkeys/show";
import { type PasskeyAnswer, passkeyAnswer } from "../schemas/passkey";
import { readVisitor } from "../visitor";
import { waitText } from "../wait-text";
import { ownFlow } from "./own-flow";
import { tryAgainMessage } from "./pin-answers";
import { type FormState, refused, textFields } from "./state";

const REFUSED =
  "That passkey is none of this account, or it was not used for this. Try again, or use another way.";
const COPIED =
  "That passkey was refused: it says that it was used less often than we know, so there may be a copy of it. Use another way, and remove it under Security.";

/** What a browser has posted of a passkey; null when it is none. */
export const readAnswer = (form: FormData): PasskeyAnswer | null =>
  passkeyAnswer.safeParse(jsonOf(textFields(form, ["answer"]).answer)).data ?? null;

export const tooManyPasskeys = (retryAfterSeconds: number): FormState<never> =>
  refused(`Too many attempts. Try again in ${waitText(retryAfterSeconds)}.`);

type Ends = Readonly<{
  passed: (handle: string, returnTo: string | null) => Promise<never>;
  closed: (handle: string) => Promise<never>;
}>;

/** Takes a passkey of the account, for whatever waits for it in this browser. */
export async function takePasskey(
  kind: PasskeyFlow["kind"],
  form: FormData,
  ends: Ends,
): Promise<FormState<never>> {
  const handle = await ownFlow(kind, form);
  if (!handle) return refused(tryAgainMessage);
  const answer = readAnswer(form);
  if (!answer) return refused(REFUSED);
  const outcome = await showPasskey({ kind, handle }, answer, await readVisitor());
  switch (outcome.kind) {
    case "passed":
      return ends.passed(handle, outcome.returnTo);
    case "closed":
      return ends.closed(handle);
    case "refused":
      return refused(REFUSED);
    case "copied":
      return refused(COPIED);
    case "throttled":
      return tooManyPasskeys(outcome.retryAfterSeconds);
  }
}
