import "server-only";

import {
  askNewEmail,
  confirmNewEmail,
  findPendingEmail,
  type PendingEmail,
} from "@/db/queries/email-changes";
import { throttled } from "@/db/queries/throttles";
import type { Session } from "../auth/session";
import { emailKey } from "../email";
import { readLink } from "../links";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";
import { changing } from "./changing";
import { takenField } from "./taken";

export type AskedEmail =
  | Readonly<{ kind: "asked" | "same" | "refused" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** Mails a link to the new address. Whether another account has it is told only to whoever reads its mail. */
export async function askEmail(session: Session, email: string, visitor: Visitor): Promise<AskedEmail> {
  if (emailKey(email) === emailKey(session.user.email)) return { kind: "same" };
  const block = await throttled(throttleEntry("emailChangesByAccount", session.user.id));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const by = changing(session, visitor, "confirm-email");
  if (!(await askNewEmail(by, email, policy["email-change"].linkSeconds))) return { kind: "refused" };
  noticesSoon();
  return { kind: "asked" };
}

/** What a link of such a mail asks; null when it is over, or none of ours. */
export async function pendingEmail(link: unknown): Promise<PendingEmail | null> {
  const id = readLink("confirm-email", link);
  return id ? findPendingEmail(id) : null;
}

/** Answers it. `taken`: another account has the address meanwhile. */
export async function confirmEmail(link: unknown, visitor: Visitor): Promise<"changed" | "taken" | "over"> {
  const id = readLink("confirm-email", link);
  const pending = id ? await findPendingEmail(id) : null;
  const key = pending ? emailKey(pending.email) : null;
  if (!id || !key) return "over";
  const { browser, address, place } = visitor;
  try {
    const notices = noticeChannels("email-changed");
    if (!(await confirmNewEmail(id, key, notices, { browser, address, place }))) return "over";
  } catch (error) {
    if (takenField(error) !== "email") throw error;
    return "taken";
  }
  noticesSoon();
  return "changed";
}
