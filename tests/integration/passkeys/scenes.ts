import { enterByPasskey } from "@/app/(auth)/login/passkey/actions";
import { begin } from "@/app/account/security/passkeys/actions";
import { save } from "@/app/account/security/passkeys/new/actions";
import { POST } from "@/app/api/passkeys/route";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { begunPasskey } from "@/lib/passkeys/enrol";
import type { CreationOptions, RequestOptions } from "@/lib/passkeys/options";
import { type Lies, makePasskey, type SoftPasskey, signWith } from "../../support/authenticator";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { here, loggedIn } from "../step-up/browser";

const { sql } = await testDatabase();

export type Made = Readonly<{ person: Person; passkey: SoftPasskey }>;
type Given = NonNullable<Parameters<typeof makePasskey>[1]>;

/** Presses "Add a passkey", and answers what the browser is given on the next page. */
export async function begun(sid: string): Promise<{ options: CreationOptions; formToken: string }> {
  const led = await whatComesOf(begin(untouched, formOf({ token: formToken(sid) })));
  const page = led === "/account/security/passkeys/new" ? await begunPasskey(await here()) : null;
  if (!page) throw new Error(`No passkey was begun: ${JSON.stringify(led)}`);
  return page;
}

export const post = (token: string, answer: unknown, name = "Laptop") =>
  whatComesOf(save(untouched, formOf({ token, name, answer: JSON.stringify(answer) })));

/** Adds a passkey in the session of this browser. */
export async function added(sid: string, given: Given = {}): Promise<SoftPasskey> {
  const { options, formToken: token } = await begun(sid);
  const { passkey, answer } = makePasskey(options, given);
  const led = await post(token, answer);
  if (led !== "/account/security/passkeys?done=added")
    throw new Error(`No passkey was added: ${JSON.stringify(led)}`);
  return passkey;
}

/** Somebody with a passkey, in a browser where nobody is logged in. */
export async function withPasskey(given: Given = {}, person?: Person): Promise<Made> {
  const entered = await loggedIn({}, person ?? (await newPerson()));
  const passkey = await added(entered.sid, given);
  await browseWith({ sid: null });
  return { person: entered.person, passkey };
}

export const ask = (body: unknown = { do: "login" }, headers: Readonly<Record<string, string>> = {}) =>
  POST(
    new Request("http://localhost:3000/api/passkeys", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );

export type Offer = Readonly<{ options: RequestOptions; token: string }>;

/** What the page of the login is given to sign; its cookie is in this browser from then on. */
export const offer = async (): Promise<Offer> => (await ask()).json();

export const answerWith = (token: string, answer: unknown, next = "") =>
  whatComesOf(
    enterByPasskey(
      untouched,
      formOf({ token, next, answer: typeof answer === "string" ? answer : JSON.stringify(answer) }),
    ),
  );

/** A whole login with a passkey, in which it may lie. */
export async function enterWith(passkey: SoftPasskey, lies: Lies = {}): Promise<unknown> {
  const { options, token } = await offer();
  return answerWith(token, signWith(passkey, options, lies));
}

export const cookieOf = async (name: string): Promise<string> =>
  (await nextHeaders.cookies()).get(`countersign-${name}`)?.value ?? "";

export async function setCookie(name: string, value: string): Promise<void> {
  (await nextHeaders.cookies()).set(`countersign-${name}`, value);
}

/** All that a refused passkey may not have changed. */
export async function standing() {
  const [row] = await sql<{ sessions: number; logins: number; passkeys: string | null }[]>`
    select (select count(*)::int from sessions where revoked_at is null) as sessions,
      (select count(*)::int from logins) as logins,
      (select string_agg(concat_ws(' ', credential_id, counter, last_used_at, revoked_at), ', ' order by id) from passkeys)
        as passkeys`;
  return row;
}

export const loginOf = async (handle: string) =>
  (
    await sql`select state, route, amr, browser_hash from logins where handle_hash = ${hashSecret(handle)}`
  )[0];
