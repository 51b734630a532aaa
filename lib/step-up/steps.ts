import "server-only";

import { findConfirmation } from "@/db/queries/confirmations";
import { forChanges, isEnough, type Session } from "../auth/session";
import { hashSecret } from "../crypto";
import { readHandle } from "../flow-cookie";

/** As much as an account can show. */
const most = { ...forChanges, orAllItHas: true } as const;

export type StepUp = Readonly<{
  /** What is to be done next; `none`: the session is good enough already. */
  next: "password" | "pin" | "none";
  /** A PIN is on its way. */
  asked: boolean;
}>;

/**
 * Which of its factors an account is asked for: the password first where the session has shown the phone alone, then a
 * PIN, unless its phone was proved just now; the PIN alone where it has shown the password. What was begun for another
 * page does not count for this one.
 */
export async function nextStepUp(session: Session, page: string): Promise<StepUp> {
  if (isEnough(session, most)) return { next: "none", asked: false };
  const handle = await readHandle("step-up");
  const found = handle
    ? await findConfirmation({ kind: "step-up", handleHash: hashSecret(handle) }, session.id)
    : null;
  const open = found?.returnTo === page ? found : null;
  const shown = session.methods.includes("pwd") || open?.amr.includes("pwd") === true;
  const known = session.aal === 2 || !session.user.hasPassword || shown;
  return { next: known ? "pin" : "password", asked: open?.asked === true };
}
