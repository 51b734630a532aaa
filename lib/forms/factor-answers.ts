import "server-only";

import type { FactorFlow } from "@/db/queries/second-steps";
import { unlessOverloaded } from "../auth/hash-gate";
import { hashSecret } from "../crypto";
import { type ShownOutcome, showAppCode, showRecoveryCode } from "../factors/show";
import { appCodeInput, type CodeField, recoveryCodeInput } from "../schemas/factor";
import { readVisitor } from "../visitor";
import { ownFlow } from "./own-flow";
import { tryAgainMessage } from "./pin-answers";
import { type FormState, invalid, refused, rejected, textFields } from "./state";

const WRONG_APP =
  "That code is not right, or was used already. Wait for the next one, and check that the clock of your phone is right.";
const WRONG_RECOVERY = "That is none of your recovery codes, or it was used already.";
const BUSY = "Many people are logging in just now. Wait a few seconds and try again.";

type Ends = Readonly<{
  passed: (handle: string, returnTo: string | null) => Promise<never>;
  /** The flow is over, or takes no code for a while: its page says so. */
  closed: (handle: string) => Promise<never>;
}>;

const show = {
  authenticator: { input: appCodeInput, check: showAppCode, wrong: WRONG_APP },
  recovery: { input: recoveryCodeInput, check: showRecoveryCode, wrong: WRONG_RECOVERY },
} as const;

/** Takes a code that the person has already, for whatever waits for it in this browser. */
export async function takeCode(
  kind: FactorFlow["kind"],
  factor: keyof typeof show,
  form: FormData,
  ends: Ends,
): Promise<FormState<CodeField>> {
  const handle = await ownFlow(kind, form);
  if (!handle) return refused(tryAgainMessage);
  const { input, check, wrong } = show[factor];
  const typed = input.safeParse(textFields(form, ["code"]));
  if (!typed.success) return invalid(typed.error);
  const flow = { kind, handleHash: hashSecret(handle) };
  const outcome: ShownOutcome | { kind: "busy" } = await unlessOverloaded(
    check(flow, typed.data.code, await readVisitor()),
  );
  switch (outcome.kind) {
    case "passed":
      return ends.passed(handle, outcome.returnTo);
    case "wrong":
      return rejected({ code: wrong });
    case "closed":
      return ends.closed(handle);
    case "busy":
      return refused(BUSY);
  }
}
