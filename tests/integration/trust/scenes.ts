import { submitPassword } from "@/app/(auth)/login/actions";
import { enter } from "@/app/(auth)/login/enter";
import { trustThis } from "@/app/account/security/browsers/actions";
import { hashSecret } from "@/lib/crypto";
import { untouched } from "@/lib/forms/state";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person } from "../../support/people";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { cookie, here } from "../step-up/browser";

const names = ["browser", "trusted", "trust-offer", "session", "login"] as const;
export type Cookies = Readonly<Partial<Record<(typeof names)[number], string>>>;

/** The cookies of this browser. */
export async function cookiesHere(): Promise<Cookies> {
  const found = await Promise.all(names.map(async (name) => [name, await cookie(name)] as const));
  return Object.fromEntries(found.filter(([, value]) => value));
}

/** From now on requests come from a browser with these cookies alone. */
export async function browser(cookies: Cookies = {}): Promise<void> {
  await browseWith({ sid: null });
  const jar = await nextHeaders.cookies();
  for (const [name, value] of Object.entries(cookies)) jar.set(`countersign-${name}`, value);
}

/** Where the password leads. */
export const typePassword = async ({ username: identifier }: Person, password = PASSWORD) =>
  whatComesOf(submitPassword(untouched, formOf({ identifier, password, next: "" })));

/** Gets a login through that waits for its second step, which is not what is tested here. */
export async function passSecondStep(amr = "pwd sms"): Promise<void> {
  const { sql } = await testDatabase();
  const handle = (await cookie("login")) ?? "";
  await sql`update logins set state = 'verified', amr = ${amr} where handle_hash = ${hashSecret(handle)}`;
  await whatComesOf(enter(handle, null));
}

export async function logIn(person: Person, password = PASSWORD): Promise<void> {
  await typePassword(person, password);
  await passSecondStep();
}

/** The token that every form of this session carries. */
export const tokenHere = async (): Promise<string> => (await here()).formToken;

export const pressTrust = async () => whatComesOf(trustThis(untouched, formOf({ token: await tokenHere() })));

/** Somebody who has logged in with both factors in a new browser, and trusts it; logged out again. */
export async function trustedBrowser(person?: Person) {
  const who = person ?? (await newPerson());
  await browser();
  await logIn(who);
  const done = await pressTrust();
  if (typeof done !== "string") throw new Error(done.message);
  const { session, ...kept } = await cookiesHere();
  await browser(kept);
  return { person: who, session: session ?? "", ...kept };
}

export const trustedRows = async () => {
  const { sql } = await testDatabase();
  return sql<{ live: boolean }[]>`
    select revoked_at is null as live from trusted_browsers order by created_at`;
};

export const audited = async (event: string) => {
  const { sql } = await testDatabase();
  const rows = await sql<{ outcome: string }[]>`select outcome from audit where event = ${event} order by id`;
  return rows.map(({ outcome }) => outcome);
};
