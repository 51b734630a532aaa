import type { Session } from "@/lib/auth/session";
import { askPin } from "@/lib/challenges/ask-pin";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { openForSession } from "@/lib/confirmations/open";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

type Script = Pick<ReturnType<typeof scriptedProvider>, "providers" | "code">;

/** A change of number whose PIN is on its way to the new one. */
export async function openPhoneChange(
  session: Session,
  phone: string,
  { providers } = scriptedProvider() as Script,
) {
  const { sql } = await testDatabase();
  const handle = await openForSession("phone-change", session, { phone });
  await askPin("phone-change", handle, { userId: session.user.id, phone, locale: null }, visitor, providers);
  const [challenge] = await sql<{ id: string }[]>`select id from challenges order by created_at desc limit 1`;
  return { handle, challengeId: challenge?.id ?? "" };
}

/** The same once its PIN was right. */
export async function provedPhoneChange(session: Session, phone: string): Promise<string> {
  const script = scriptedProvider();
  const { handle } = await openPhoneChange(session, phone, script);
  const outcome = await checkConfirmationPin("phone-change", handle, script.code, visitor, script.providers);
  if (outcome.kind !== "proved") throw new Error(`The PIN was ${outcome.kind}`);
  return handle;
}
