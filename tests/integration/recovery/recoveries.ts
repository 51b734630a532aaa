import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { linkToken } from "@/lib/links";
import { checkLoginPin } from "@/lib/login/check-pin";
import { requestRecovery } from "@/lib/recovery/ask";
import { replaceEverything } from "@/lib/recovery/finish";
import { beginNewNumber } from "@/lib/recovery/link";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { linkOf } from "../notices/disputes";

/** Who has lost everything asks from elsewhere. */
export const elsewhere = { ...visitor, browser: "Safari on iPhone", place: "Tallinn, EE" };

/** The handle of a login whose recovery is asked for. */
export async function askedRecovery(person: Person): Promise<string> {
  const handle = await loginAwaitingPin(person, scriptedProvider().providers);
  const outcome = await requestRecovery(handle, elsewhere);
  if (outcome.kind !== "asked") throw new Error(`The recovery was ${outcome.kind}`);
  return handle;
}

/** Lets so many hours pass for whatever waits. */
export async function passHours(hours: number): Promise<void> {
  const { sql } = await testDatabase();
  const back = sql`${hours} * interval '1 hour'`;
  await sql`update recoveries set created_at = created_at - ${back}, ready_at = ready_at - ${back},
    ends_at = ends_at - ${back}`;
  await sql`update notices set created_at = created_at - ${back}, due_at = due_at - ${back}`;
}

/** The link in the newest mail that has one. */
export async function newestLink(): Promise<string> {
  const { sql } = await testDatabase();
  const [mail] = await sql<{ id: string }[]>`
    select details->>'confirmationId' as id from notices where kind = 'recovery-ready' order by created_at desc limit 1`;
  return linkToken("recovery", mail?.id ?? "");
}

/** The link of a recovery whose wait is over. */
export async function ripeLink(person: Person): Promise<string> {
  await askedRecovery(person);
  await passHours(73);
  return newestLink();
}

export const typed = (phone: string, password = PASSWORD) => ({ password, country: "GB", phone });

/** A number that nobody has, as it is typed and as it is stored. */
export const NEW = { typed: "07700 900999", e164: "+447700900999" };

/** A recovery whose link and password were right, before the PIN. */
export async function begunNumber(link: string, phone = NEW.typed) {
  const script = scriptedProvider();
  const outcome = await beginNewNumber(link, typed(phone), elsewhere, script.providers);
  if (outcome.kind !== "asked") throw new Error(`The number was ${outcome.kind}`);
  const { handle } = outcome;
  const type = (pin = script.code) =>
    checkConfirmationPin("recovery", handle, pin, elsewhere, script.providers);
  return { handle, script, type };
}

/** The handle of a recovery whose PIN was right too. */
export async function provedNumber(link: string, phone = NEW.typed): Promise<string> {
  const { handle, type } = await begunNumber(link, phone);
  const outcome = await type();
  if (outcome.kind !== "proved") throw new Error(`The PIN was ${outcome.kind}`);
  return handle;
}

export const finish = (handle: string) => replaceEverything(handle, elsewhere);

/** State of every recovery, and the number of every phone. */
export async function states(): Promise<string[]> {
  const { sql } = await testDatabase();
  const rows = await sql<{ state: string }[]>`select state from recoveries order by created_at, id`;
  return rows.map(({ state }) => state);
}

/** The link of the notice that told this person by mail that it was asked for. */
export async function askedLink({ email }: Person): Promise<string> {
  const { sql } = await testDatabase();
  const [notice] = await sql<{ id: string }[]>`
    select id from notices where kind = 'recovery-asked' and recipient = ${email}`;
  return linkOf(notice?.id ?? "");
}

/** A login with both factors, before its session. */
export async function verifiedLogin(person: Person): Promise<string> {
  const { providers, code } = scriptedProvider();
  const handle = await loginAwaitingPin(person, providers);
  await checkLoginPin(handle, code, visitor, providers);
  return handle;
}
