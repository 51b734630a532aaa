import "server-only";

import type { Changing, Renewing } from "@/db/queries/account-changes";
import type { NoticeKind } from "@/db/queries/notices";
import { keepingRoles } from "../access/roles";
import type { Session } from "../auth/session";
import { hashSecret } from "../crypto";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import type { Visitor } from "../visitor";

/** Who changes what, for the statement that does it and tells of it. */
export const changing = (
  { id: sessionId, user }: Session,
  { browser, address, place }: Visitor,
  kind: NoticeKind,
): Changing => ({
  sessionId,
  userId: user.id,
  browser,
  address,
  place,
  notices: noticeChannels(kind),
  keeping: keepingRoles,
});

/** How this session goes on under the id that the handle will be exchanged for. */
export const renewing = (handle: string): Renewing => ({
  handleHash: hashSecret(handle),
  verified: transition("factorPassed").to,
  revoked: transition("revoked"),
});
