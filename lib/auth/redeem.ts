import "server-only";

import { findSession, openSession, type SessionRow } from "@/db/queries/sessions";
import { addable, sessionsOf } from "../access/ways";
import { hashSecret, randomSecret } from "../crypto";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { counted } from "../telemetry/metrics";
import { withinLimits } from "./assurance";

const SECRET = /^[\w-]{43}$/;

/**
 * Exchanges the handle of a verified login for a new session, once, if it is one of the ways in. Anything else, whatever
 * it looks like, is null. The id is always set: without one NextAuth would invent a user.
 */
export async function redeemHandle(handle: unknown): Promise<{ id: string; sid: string } | null> {
  if (typeof handle !== "string" || !SECRET.test(handle)) return null;
  const sid = randomSecret();
  const opened = await openSession(hashSecret(handle), hashSecret(sid), {
    step: transition("sessionIssued"),
    opens: sessionsOf,
    adds: addable,
    most: policy.session.most,
    notices: {
      newBrowser: noticeChannels("new-browser"),
      limit: noticeChannels("session-limit"),
      stopped: noticeChannels("recovery-stopped"),
    },
  });
  if (!opened) return null;
  if (opened.told) noticesSoon();
  counted.session({ amr: opened.amr });
  return { id: opened.userId, sid };
}

/** The row behind a session id, if it is live: not revoked, user active, within its limits. */
export async function findLiveSession(sid: unknown): Promise<SessionRow | null> {
  if (typeof sid !== "string" || !SECRET.test(sid)) return null;
  const row = await findSession(hashSecret(sid));
  return row && withinLimits(row) ? row : null;
}
