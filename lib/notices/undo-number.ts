import "server-only";

import { z } from "zod";
import { readPhoneChange, undoPhoneChange } from "@/db/queries/phone-changes";
import { readLink } from "../links";
import { transition } from "../login/machine";
import { policy } from "../policy";
import type { Visitor } from "../visitor";
import { noticeChannels } from "./channels";
import { noticesSoon } from "./deliver";

type Change = Readonly<{ oldEnding: string; newEnding: string; at: Date; frozenUntil: Date | null }>;

/**
 * `taken`: the old number belongs to another account by now, so all that is left is to end and to freeze; `stopped`:
 * that has happened.
 */
export type UndoView =
  | Readonly<{ kind: "unknown" }>
  | Readonly<{ kind: "open" | "over" | "undone" | "taken" | "stopped"; change: Change }>;

/** What the page of a link that takes a number back shows. It changes nothing. */
export async function readUndo(link: unknown): Promise<UndoView> {
  const id = readLink("undo-number", link);
  const row = id && (await readPhoneChange(id));
  if (!row) return { kind: "unknown" };
  const { oldEnding, newEnding, changedAt } = row;
  const frozenUntil = row.frozenUntil === null ? null : new Date(row.frozenUntil);
  const change = { oldEnding, newEnding, at: new Date(changedAt), frozenUntil };
  if (row.undoneAt !== null) return { kind: "undone", change };
  if (row.over) return { kind: "over", change };
  if (!row.taken) return { kind: "open", change };
  return { kind: frozenUntil === null ? "taken" : "stopped", change };
}

const conflict = z.object({ cause: z.object({ code: z.literal("23505") }) });

/** Takes a number back, ends every session and freezes changes, without any login. What came of it is read afterwards. */
export async function undoNumber(link: unknown, { browser, address, place }: Visitor): Promise<void> {
  const id = readLink("undo-number", link);
  const change = id && (await readPhoneChange(id));
  if (!id || !change) return;
  const { freezeSeconds } = policy.notices;
  const channels = { restored: noticeChannels("number-restored"), frozen: noticeChannels("changes-frozen") };
  const stopped = noticeChannels("recovery-stopped");
  const rule = { revoked: transition("revoked"), freezeSeconds, channels, stopped };
  const undo = () => undoPhoneChange(id, change.userId, rule, { browser, address, place });
  try {
    await undo();
  } catch (error) {
    // Somebody signed up with the old number at this very moment: now that is there to be seen.
    if (!conflict.safeParse(error).success) throw error;
    await undo();
  }
  noticesSoon();
}
