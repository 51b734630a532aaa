import { expect } from "vitest";
import { currentSession, type Session } from "@/lib/auth/session";
import { askPin } from "@/lib/challenges/ask-pin";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { newSession } from "../../support/sessions";

export const PAGE = "/account/username";

/** Who is logged in in this browser now. */
export async function here(): Promise<Session> {
  const session = await currentSession();
  if (!session) throw new Error("Nobody is logged in");
  return session;
}

/** Somebody in a browser of their own, with a session as a login leaves it. */
export async function loggedIn(given: Parameters<typeof newSession>[1] = {}, person?: Person) {
  const who = person ?? (await newPerson());
  const { id, sid } = await newSession(who.id, given);
  await browseWith({ sid });
  return { person: who, id, sid, session: await here() };
}

/** The browser's cookie, which the flows change. */
export const cookie = async (name: string): Promise<string | undefined> =>
  (await nextHeaders.cookies()).get(`countersign-${name}`)?.value;

export const sendPin = ({ user }: Session, handle: string, { providers } = scriptedProvider()) =>
  askPin("step-up", handle, { userId: user.id, phone: user.phone, locale: user.locale }, visitor, providers);

/** The handle of a step-up whose PIN was right. */
export async function provedStepUp(session: Session, page = PAGE): Promise<string> {
  const script = scriptedProvider();
  const handle = await stepUpHandle(session, page);
  await sendPin(session, handle, script);
  const outcome = await checkConfirmationPin("step-up", handle, script.code, visitor, script.providers);
  expect(outcome).toEqual({ kind: "proved" });
  return handle;
}
