import "server-only";

import type { NoticeChannels, NoticeKind } from "@/db/queries/notices";
import { env } from "../env";
import { policy } from "../policy";

const byText: readonly string[] = policy.notices.byText;

/** How a notice of this kind goes out here: by mail where there is a mail server, by text where the policy says so. */
export function noticeChannels(kind: NoticeKind): NoticeChannels {
  const { mail, texts } = env().notices;
  return { email: mail !== null, text: texts && byText.includes(kind) };
}
