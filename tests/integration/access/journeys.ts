import { TOTP } from "otpauth";
import type { Way } from "@/lib/access/ways";
import { readSid } from "@/lib/auth";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { confirmShown, makeCodes } from "@/lib/factors/recovery-codes";
import { sealedFor, showAppCode, showRecoveryCode } from "@/lib/factors/show";
import { newSecret, typedSecret } from "@/lib/factors/totp";
import { checkLoginPin } from "@/lib/login/check-pin";
import { checkMorePassword } from "@/lib/login/more";
import { nameAccount } from "@/lib/login/name";
import { startPhoneLogin } from "@/lib/login/start-by-phone";
import { optionsFor, showPasskey } from "@/lib/passkeys/show";
import { finishReset } from "@/lib/reset/reset";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { seal } from "@/lib/seal";
import { checkSignupPin } from "@/lib/signup/finish";
import { signWith } from "../../support/authenticator";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith } from "../../support/requests";
import { login, waitingLogin, withPhone } from "../approvals/scenes";
import { enterWith, withPasskey } from "../passkeys/scenes";
import { allDone } from "../phone-login/later";
import { finish, provedNumber, ripeLink } from "../recovery/recoveries";
import { provedReset } from "../reset/resets";
import { cookie, loggedIn } from "../step-up/browser";
import { browser, trustedBrowser, typePassword } from "../trust/scenes";

const { sql } = await testDatabase();

/** Whoever has gone a way in, and the session that it has opened; null where it opens none. */
export type Arrived = Readonly<{ person: Person; sid: string | null }>;

const sidHere = async (): Promise<string | null> => {
  const token = await cookie("session");
  return token ? readSid(token) : null;
};

const redeemed = async (person: Person, handle: string): Promise<Arrived> => ({
  person,
  sid: (await redeemHandle(handle))?.sid ?? null,
});

async function expectKind<Kind extends string>(work: Promise<Readonly<{ kind: string }>>, kind: Kind) {
  const outcome = await work;
  if (outcome.kind !== kind) throw new Error(`It was ${outcome.kind}, not ${kind}`);
}

async function byPin(person: Person): Promise<string> {
  const { providers, code } = scriptedProvider();
  const { handle } = await login(person, null, { ...scriptedProvider(), providers });
  await expectKind(checkLoginPin(handle, code, visitor, providers), "verified");
  return handle;
}

/** A login by number whose PIN was right. */
async function byNumber(phone: string, kind: "verified" | "held"): Promise<string> {
  const { providers, code } = scriptedProvider();
  const request = { country: "GB", phone, returnTo: null };
  const outcome = await startPhoneLogin(request, visitor, providers);
  await allDone();
  if (outcome.kind !== "challenged") throw new Error(`The login was ${outcome.kind}`);
  await expectKind(
    checkLoginPin(outcome.handle, code, visitor, providers, async () => undefined),
    kind,
  );
  return outcome.handle;
}

const personOf = async (username: string): Promise<Person> => {
  const [row] = await sql<Person[]>`
    select u.id, u.username, u.email, p.number as phone from users u join phones p on p.user_id = u.id
    where u.username = ${username}`;
  if (!row) throw new Error("There is no such account");
  return row;
};

async function withApp() {
  const person = await newPerson();
  const secret = newSecret();
  await sql`
    insert into authenticator_apps (user_id, name, secret, last_step, browser)
    values (${person.id}, 'App', ${seal(secret, sealedFor(person.id))}, 0, 'Firefox')`;
  return { person, code: new TOTP({ secret: typedSecret(secret).replaceAll(" ", "") }).generate() };
}

async function withCode() {
  const { person, session } = await loggedIn();
  const made = await makeCodes(session, visitor, 1);
  if (!made || !(await confirmShown(session, visitor, made.setId))) throw new Error("No code was made");
  await browseWith({ sid: null });
  return { person, code: made.codes[0] ?? "" };
}

/** A passkey after the password, which has checked its owner or not. */
async function byPasskeyToo(userVerified: boolean): Promise<Arrived> {
  const { person, passkey } = await withPasskey();
  const { handle } = await login(person);
  const flow = { kind: "login", handle } as const;
  const answer = signWith(passkey, await optionsFor(flow, person.id), { userVerified });
  await expectKind(showPasskey(flow, passkeyAnswer.parse(answer), visitor), "passed");
  return redeemed(person, handle);
}

const asLogin = (handle: string) => ({ kind: "login", handleHash: hashSecret(handle) }) as const;

/** Every way in, gone as a person goes it, by the use cases of the application. */
export const journeys: Readonly<Record<Way, () => Promise<Arrived>>> = {
  "password-pin": async () => {
    const person = await newPerson();
    return redeemed(person, await byPin(person));
  },
  "password-approval": async () => {
    const { person, phone, handle, request } = await waitingLogin(await withPhone());
    await phone.decide(request, "approved");
    return redeemed(person, handle);
  },
  "password-authenticator": async () => {
    const { person, code } = await withApp();
    const { handle } = await login(person);
    await expectKind(showAppCode(asLogin(handle), code, visitor), "passed");
    return redeemed(person, handle);
  },
  "password-recovery-code": async () => {
    const { person, code } = await withCode();
    const { handle } = await login(person);
    await sql`update logins set asks = 'recovery' where handle_hash = ${hashSecret(handle)}`;
    await expectKind(showRecoveryCode(asLogin(handle), code, visitor), "passed");
    return redeemed(person, handle);
  },
  "password-passkey": () => byPasskeyToo(false),
  "password-passkey-verified": () => byPasskeyToo(true),
  passkey: async () => {
    const { person, passkey } = await withPasskey();
    await enterWith(passkey);
    return { person, sid: await sidHere() };
  },
  phone: async () => {
    const person = await newPerson();
    return redeemed(person, await byNumber(person.phone, "verified"));
  },
  "phone-password": async () => {
    const { person } = await withPhone();
    const handle = await byNumber(person.phone, "held");
    await expectKind(checkMorePassword(handle, PASSWORD, visitor), "verified");
    return redeemed(person, handle);
  },
  "trusted-browser": async () => {
    const { person, session: _ended, ...kept } = await trustedBrowser();
    await browser(kept);
    await typePassword(person);
    return { person, sid: await sidHere() };
  },
  signup: async () => {
    const { providers, code } = scriptedProvider();
    const username = "newcomer-by-name";
    const handle = await signupAwaitingPin(providers, { username });
    await expectKind(checkSignupPin(handle, code, visitor, providers), "created");
    return redeemed(await personOf(username), handle);
  },
  "signup-by-phone": async () => {
    const handle = await byNumber("+447700900987", "held");
    const names = { username: "newcomer-by-phone", email: "newcomer@example.org" };
    await expectKind(nameAccount(handle, names, visitor), "created");
    return redeemed(await personOf(names.username), handle);
  },
  reset: async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    await expectKind(finishReset(handle, "nine lives of a tabby", visitor), "changed");
    return redeemed(person, handle);
  },
  "delayed-recovery": async () => {
    const person = await newPerson();
    const handle = await provedNumber(await ripeLink(person));
    await expectKind(finish(handle), "done");
    return redeemed(person, handle);
  },
};
