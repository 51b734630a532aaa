import "server-only";

import { findUndelivered } from "@/db/queries/notice-queue";
import { policy } from "../policy";
import { noticeKind, noticeWords } from "./kinds";

export type Undelivered = Readonly<{
  /** What it was about, in a few words, such as "Your password was changed". */
  subject: string;
  channel: "email" | "text";
  createdAt: Date;
}>;

/** What the account's owner should have been told in the last 30 days and was not (F-36), the newest first. */
export async function undeliveredNotices(userId: string): Promise<readonly Undelivered[]> {
  const found = await findUndelivered(userId, policy.notices.undeliveredSeconds);
  return found.flatMap(({ kind, channel, createdAt }) => {
    const known = noticeKind(kind);
    return known ? [{ subject: noticeWords[known].subject, channel, createdAt: new Date(createdAt) }] : [];
  });
}
