import "server-only";

import { type HeldForm, readHeldForm } from "@/db/queries/confirmations";
import type { Session } from "../auth/session";
import { openForSession } from "../confirmations/open";
import { hashSecret } from "../crypto";
import { readHandle } from "../flow-cookie";

/** Begins the step-up that an action needs, and keeps what was typed until the person is back. */
export async function holdForm(session: Session, page: string, held: HeldForm): Promise<void> {
  await openForSession("step-up", session, { returnTo: page, held });
}

/** What was typed on this page before its step-up, so that nobody has to type it again. */
export async function heldForm(session: Session, page: string): Promise<HeldForm | null> {
  const handle = await readHandle("step-up");
  return handle ? readHeldForm(hashSecret(handle), session.user.id, page) : null;
}
