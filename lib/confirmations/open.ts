import "server-only";

import { type HeldForm, openConfirmation } from "@/db/queries/confirmations";
import type { Session } from "../auth/session";
import { hashSecret, randomSecret } from "../crypto";
import { writeHandle } from "../flow-cookie";
import { policy } from "../policy";
import { readVisitor } from "../visitor";

type What = Readonly<{ phone?: string; returnTo?: string | null; held?: HeldForm | null }>;

/** Begins a confirmation of this session, and gives this browser its handle. */
export async function openForSession(
  purpose: "step-up" | "phone-change",
  session: Session,
  { phone, returnTo = null, held = null }: What,
): Promise<string> {
  const handle = randomSecret();
  const { browser, address, place } = await readVisitor();
  await openConfirmation({
    purpose,
    handleHash: hashSecret(handle),
    userId: session.user.id,
    sessionId: session.id,
    phone: phone ?? null,
    returnTo,
    held,
    browser,
    address,
    place,
    lifeSeconds: policy[purpose].lifeSeconds,
  });
  await writeHandle(purpose, handle);
  return handle;
}
