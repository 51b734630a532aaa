import "server-only";

import { disputeNotice, readNotice, type ToldNotice } from "@/db/queries/disputes";
import { linkUrl, readLink } from "../links";
import { transition } from "../login/machine";
import { policy } from "../policy";
import type { Visitor } from "../visitor";
import { noticeChannels } from "./channels";
import { noticesSoon } from "./deliver";
import { readDetails } from "./details";
import { disputable, noticeKind, noticeWords } from "./kinds";

/** What a notice told, without names, numbers and addresses: whoever has the link need not be the owner. */
export type Told = Readonly<{ what: string; at: Date; browser: string | null; place: string | null }>;

export type DisputeView =
  | Readonly<{ kind: "unknown" }>
  | Readonly<{ kind: "over" | "open"; told: Told }>
  | Readonly<{
      kind: "disputed";
      told: Told;
      at: Date;
      frozenUntil: Date | null;
      /** Where the number can be taken back, after a change of number. */
      undo: string | null;
    }>;

const unknown = { kind: "unknown" } as const;

function toldBy({ kind, details, createdAt }: ToldNotice): (Told & { changeId: string | null }) | null {
  const known = noticeKind(kind);
  if (!known || !disputable.includes(known)) return null;
  const { browser, place, oldEnding, newEnding, changeId } = readDetails(details);
  const what = noticeWords[known].what(readDetails({ oldEnding, newEnding }));
  const at = new Date(createdAt);
  return { what, at, browser, place, changeId: known === "number-changed" ? changeId : null };
}

/** What the page of a "this was not me" link shows. It changes nothing. */
export async function readDispute(link: unknown): Promise<DisputeView> {
  const id = readLink("not-me", link);
  const notice = id && (await readNotice(id));
  const read = notice && toldBy(notice);
  if (!notice || !read) return unknown;
  const { changeId, ...told } = read;
  if (notice.disputedAt !== null) {
    const frozenUntil = notice.frozenUntil === null ? null : new Date(notice.frozenUntil);
    const undo = changeId && linkUrl("undo-number", changeId);
    return { kind: "disputed", told, at: new Date(notice.disputedAt), frozenUntil, undo };
  }
  return { kind: notice.ageSeconds < policy.notices.disputeSeconds ? "open" : "over", told };
}

/**
 * "This was not me": ends every session, cancels what is pending and freezes changes, without any login. It can only
 * take rights away, and once for each notice. What came of it is read afterwards.
 */
export async function dispute(link: unknown, { browser, address, place }: Visitor): Promise<void> {
  const id = readLink("not-me", link);
  const notice = id && (await readNotice(id));
  if (!id || !notice) return;
  const { disputeSeconds, freezeSeconds } = policy.notices;
  const channels = noticeChannels("changes-frozen");
  const stopped = noticeChannels("recovery-stopped");
  const rule = {
    kinds: disputable,
    revoked: transition("revoked"),
    ...{ disputeSeconds, freezeSeconds, channels, stopped },
  };
  if (await disputeNotice(id, notice.userId, rule, { browser, address, place })) noticesSoon();
}
