import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { linkToken } from "@/lib/links";
import { requestReset, startReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

/** The link in the newest mail. */
export async function newestLink(): Promise<string> {
  const { sql } = await testDatabase();
  const [mail] = await sql<{ id: string }[]>`
    select details->>'confirmationId' as id from notices where kind = 'reset-link' order by created_at desc limit 1`;
  return linkToken("reset", mail?.id ?? "");
}

/** The link that somebody has been mailed who asked for it. */
export async function mailedLink({ username }: Person): Promise<string> {
  const outcome = await requestReset(username, visitor);
  if (outcome.kind !== "asked") throw new Error(`The reset was ${outcome.kind}`);
  return newestLink();
}

/** A reset whose link was used: its handle, and the provider that has its PIN. */
export async function begunReset(person: Person) {
  const script = scriptedProvider();
  const handle = await startReset(await mailedLink(person), visitor, script.providers);
  if (!handle) throw new Error("The link was over");
  const type = (pin = script.code) => checkConfirmationPin("reset", handle, pin, visitor, script.providers);
  return { handle, script, type };
}

/** The handle of a reset whose link and PIN were right. */
export async function provedReset(person: Person): Promise<string> {
  const { handle, type } = await begunReset(person);
  const outcome = await type();
  if (outcome.kind !== "proved") throw new Error(`The PIN was ${outcome.kind}`);
  return handle;
}
