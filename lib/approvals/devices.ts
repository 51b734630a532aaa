import "server-only";

import { listDevices, renameDevice, revokeDevice } from "@/db/queries/devices";
import { changing, renewing } from "../account/changing";
import { seenWords } from "../account/seen";
import { continueSession, type Session } from "../auth/session";
import { randomSecret } from "../crypto";
import { isId } from "../ids";
import { iso } from "../iso";
import { noticesSoon } from "../notices/deliver";
import type { Visitor } from "../visitor";

/** A phone as its owner sees it; times are ISO 8601. */
export type DeviceView = Readonly<{
  id: string;
  name: string;
  browser: string;
  pushes: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}>;

export async function ownDevices(userId: string): Promise<DeviceView[]> {
  const rows = await listDevices(userId);
  return rows.map((row) => ({
    ...row,
    browser: seenWords(row.browser) ?? "A browser",
    createdAt: iso(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
  }));
}

export const renameDeviceOf = (
  session: Session,
  visitor: Visitor,
  { device, name }: Readonly<{ device: string; name: string }>,
): Promise<boolean> => renameDevice(changing(session, visitor, "device-added"), device, name);

/** Somebody else's phone, one that never was and what is no id at all are the same: false. */
export async function removeDeviceOf(session: Session, visitor: Visitor, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const handle = randomSecret();
  // It only takes a right away: a freeze is no reason against it.
  const by = { ...changing(session, visitor, "device-removed"), evenFrozen: true };
  const removed = await revokeDevice(by, id, renewing(handle));
  if (!removed) return false;
  await continueSession(handle);
  noticesSoon();
  return true;
}
