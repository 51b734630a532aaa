import "server-only";

import { contestNumber } from "@/db/queries/change-phone";
import { findProvedRecovery, finishRecovery } from "@/db/queries/recovered";
import { takenField } from "../account/taken";
import { hashSecret } from "../crypto";
import { linkToken } from "../links";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { observed } from "../telemetry/trace";
import type { Visitor } from "../visitor";

export type FinishedRecovery =
  | Readonly<{ kind: "done" | "over" }>
  /** The number is another account's, and nothing has changed; with the link another one can be given. */
  | Readonly<{ kind: "taken"; link: string }>;

/** Puts the proved number in the place of all that was lost. It logs nobody in. */
async function replaceAll(handle: string, visitor: Visitor): Promise<FinishedRecovery> {
  const handleHash = hashSecret(handle);
  const proved = await findProvedRecovery(handleHash);
  if (!proved) return { kind: "over" };
  const { id, userId, phone } = proved;
  const { browser, address, place } = visitor;
  const notices = noticeChannels("recovery-done");
  try {
    const visit = { browser, address, place };
    if (!(await finishRecovery({ handleHash, userId }, transition("revoked"), notices, visit)))
      return { kind: "over" };
  } catch (error) {
    if (takenField(error) !== "phone") throw error;
    await contestNumber(phone, noticeChannels("number-claimed"), visitor);
    noticesSoon();
    return { kind: "taken", link: linkToken("recovery", id) };
  }
  noticesSoon();
  return { kind: "done" };
}

export const replaceEverything = observed("recovery.finish", replaceAll);
