import { randomBytes } from "node:crypto";
import { hashPassword } from "@/lib/auth/password";
import { emailKey } from "@/lib/email";
import { startLogin } from "@/lib/login/start";
import { startSignup } from "@/lib/signup/start";
import { usernameKey, usernameSkeleton } from "@/lib/username";
import type { Providers } from "@/lib/verify/provider";
import type { Visitor } from "@/lib/visitor";
import { testDatabase } from "./database";

export const PASSWORD = "correct horse battery staple";

export const visitor: Visitor = {
  address: "192.0.2.1",
  browser: "Firefox on Linux",
  place: null,
  country: "GB",
  locale: "en-GB",
  mobile: false,
};

let people = 0;
const suffix = () => `${++people}${randomBytes(3).toString("hex")}`;
/** Different for everybody in a file: throttles of one person are not another's. */
const number = () => `+4477009${String(100_000 + people).slice(1)}`;

export type Person = Readonly<{ id: string; username: string; email: string; phone: string }>;

/** Somebody whose phone is proved, written as a sign-up leaves it. */
export async function newPerson(given: Partial<Omit<Person, "id">> = {}): Promise<Person> {
  const { sql } = await testDatabase();
  const username = given.username ?? `person${suffix()}`;
  const person = { email: `${username}@example.org`, phone: number(), ...given, username };
  const hash = await hashPassword(PASSWORD);
  const [user] = await sql<{ id: string }[]>`
    insert into users (username, username_key, username_skeleton, email, email_key, password_hash)
    values (${username}, ${usernameKey(username)}, ${usernameSkeleton(username)}, ${person.email},
      ${emailKey(person.email)}, ${hash}) returning id`;
  const id = user?.id ?? "";
  await sql`insert into phones (user_id, number) values (${id}, ${person.phone})`;
  return { id, ...person };
}

/** The handle of a login whose password has passed. */
export async function loginAwaitingPin(
  person: Person,
  providers: Providers,
  from: Partial<Visitor> = {},
): Promise<string> {
  const request = { identifier: person.username, password: PASSWORD, returnTo: null };
  const outcome = await startLogin(request, { ...visitor, ...from }, providers);
  if (outcome.kind !== "challenged") throw new Error(`The login was ${outcome.kind}`);
  return outcome.handle;
}

export const signupRequest = (given: Partial<Parameters<typeof startSignup>[0]> = {}) => {
  const username = given.username ?? `new${suffix()}`;
  return {
    username,
    email: `${username}@example.org`,
    password: PASSWORD,
    country: "GB",
    phone: number(),
    formKey: null,
    previousHandle: null,
    returnTo: null,
    ...given,
  };
};

export async function signupAwaitingPin(
  providers: Providers,
  given: Partial<Parameters<typeof startSignup>[0]> = {},
): Promise<string> {
  const outcome = await startSignup(signupRequest(given), visitor, providers);
  if (outcome.kind !== "challenged") throw new Error(`The sign-up was ${JSON.stringify(outcome)}`);
  return outcome.handle;
}
