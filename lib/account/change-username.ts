import "server-only";

import { changeUsername } from "@/db/queries/account-changes";
import type { Session } from "../auth/session";
import { noticesSoon } from "../notices/deliver";
import { usernameKey, usernameSkeleton } from "../username";
import type { Visitor } from "../visitor";
import { changing } from "./changing";
import { takenField } from "./taken";

/** `refused`: the session may not change anything any more. */
export async function renameAccount(
  session: Session,
  username: string,
  visitor: Visitor,
): Promise<"changed" | "taken" | "refused"> {
  const name = { username, key: usernameKey(username), skeleton: usernameSkeleton(username) };
  try {
    if (!(await changeUsername(changing(session, visitor, "username-changed"), name))) return "refused";
  } catch (error) {
    if (takenField(error) !== "username") throw error;
    return "taken";
  }
  noticesSoon();
  return "changed";
}
