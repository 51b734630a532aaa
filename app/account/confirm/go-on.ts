import "server-only";

import { redirect } from "next/navigation";
import type { Session } from "@/lib/auth/session";
import { HOME } from "@/lib/redirect";
import { completeStepUp } from "@/lib/step-up/confirm";

/** A proved step-up: the session is fresh again, and the person goes on with what they were doing; otherwise to `page`. */
export async function goOnWithStepUp(session: Session, handle: string, page: string): Promise<never> {
  const done = await completeStepUp(session, handle);
  return redirect(done ? (done.returnTo ?? HOME) : page);
}
