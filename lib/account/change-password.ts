import "server-only";

import { changePassword } from "@/db/queries/account-changes";
import { hashPassword } from "../auth/password";
import { continueSession, type Session } from "../auth/session";
import { randomSecret } from "../crypto";
import { noticesSoon } from "../notices/deliver";
import { checkOwnPassword } from "../step-up/confirm";
import type { Visitor } from "../visitor";
import { changing, renewing } from "./changing";
import { passwordProblem } from "./new-password";

export type PasswordChange = Readonly<{ current: string; password: string }>;

export type PasswordChangeOutcome =
  | Readonly<{ kind: "changed" | "wrong" | "refused" }>
  | Readonly<{ kind: "weak"; message: string }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** The current password is asked for wherever there is one, however fresh the session. */
export async function replacePassword(
  session: Session,
  { current, password }: PasswordChange,
  visitor: Visitor,
): Promise<PasswordChangeOutcome> {
  const weakness = await passwordProblem(password, session.user);
  if (weakness) return { kind: "weak", message: weakness };
  let from: string | null = null;
  if (session.user.hasPassword) {
    const check = await checkOwnPassword(session, current, visitor);
    if (check.kind !== "right") return check;
    from = check.stored;
  }
  const handle = randomSecret();
  const by = changing(session, visitor, "password-changed");
  const changed = await changePassword(by, { from, to: await hashPassword(password) }, renewing(handle));
  if (!changed) return { kind: "refused" };
  await continueSession(handle);
  noticesSoon();
  return { kind: "changed" };
}
