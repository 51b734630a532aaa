import { randomBytes } from "node:crypto";
import type { Database } from "./database";
import type { Simulator } from "./simulator";
import type { Subject } from "./subject";
import { newVisitor, type Visitor } from "./visitor";

export type Person = Readonly<{
  username: string;
  email: string;
  password: string;
  /** As they type it, beside "United Kingdom". */
  national: string;
  /** E.164, with its plus. */
  phone: string;
}>;

export type People = ReturnType<typeof peopleOf>;

const PASSWORD = "correct horse battery staple";
export const SIGNUP_BUTTON = "Send me a PIN";
const PHONE_BUTTON = "Send me a PIN";
export const LOGIN_BUTTON = "Continue";

/** The fields of the sign-up form, as this person fills them in. */
export const signupFields = ({ username, email, password, national }: Person) => ({
  username,
  email,
  password,
  country: "GB",
  phone: national,
});

export function expectRedirect(
  answer: { status: number; headers: { location?: string | undefined } },
  to: string,
): void {
  const { location } = answer.headers;
  if (answer.status === 303 && location?.startsWith(to)) return;
  throw new Error(`Expected a redirect to ${to}, got ${answer.status} ${location ?? "without one"}`);
}

/** People of one application. All they do, they do through its real pages, by plain requests. */
export function peopleOf({ baseUrl }: Subject, database: Database, simulator: Simulator) {
  /** Somebody who has not signed up. The thousand numbers are Ofcom's for drama; nobody else is given this one. */
  async function newPerson(): Promise<Person> {
    const number = await database.nextNumber();
    if (number > 999) throw new Error("All numbers that are reserved for fiction have been given out.");
    const last = String(number).padStart(3, "0");
    const username = `guest${last}${randomBytes(3).toString("hex")}`;
    return {
      username,
      email: `${username}@example.org`,
      password: PASSWORD,
      national: `07700 900${last}`,
      phone: `+447700900${last}`,
    };
  }

  const visitor = (): Visitor => newVisitor(baseUrl);

  /** To the PIN page of a sign-up. */
  async function beginSignup(person: Person, browser = visitor()): Promise<Visitor> {
    const answer = await browser.submit("/signup", SIGNUP_BUTTON, signupFields(person));
    expectRedirect(answer, "/signup/pin");
    return browser;
  }

  /** Signs up for good; the browser it gives is logged in. */
  async function signUp(person?: Person): Promise<{ person: Person; browser: Visitor }> {
    const someone = person ?? (await newPerson());
    const browser = await beginSignup(someone);
    const pin = await simulator.latestCode(someone.phone);
    expectRedirect(await browser.submit("/signup/pin", "Create the account", { pin }), "/account");
    return { person: someone, browser };
  }

  /** Past the password, before the PIN. */
  async function beginLogin(person: Person, browser = visitor()): Promise<Visitor> {
    const { username: identifier, password } = person;
    const answer = await browser.submit("/login", LOGIN_BUTTON, { identifier, password });
    expectRedirect(answer, "/login/pin");
    return browser;
  }

  /** Past the PIN of a login that `beginLogin` began. */
  async function finishLogin(person: Person, browser: Visitor): Promise<Visitor> {
    const pin = await simulator.latestCode(person.phone);
    expectRedirect(await browser.submit("/login/pin", "Log in", { pin }), "/");
    return browser;
  }

  /** A browser of this person's with a session of its own. */
  const logIn = async (person: Person): Promise<Visitor> => finishLogin(person, await beginLogin(person));

  /** A number, and no password. What it is sent comes after the answer, so its PIN is waited for. */
  async function beginPhoneLogin(person: Person, browser = visitor()): Promise<Visitor> {
    const typed = { country: "GB", phone: person.national };
    expectRedirect(await browser.submit("/login/phone", PHONE_BUTTON, typed), "/login/pin");
    return browser;
  }

  /** A browser that has shown the phone alone. */
  async function logInByPhone(person: Person, browser = visitor()): Promise<Visitor> {
    const before = await simulator.codes(person.phone);
    await beginPhoneLogin(person, browser);
    const pin = await simulator.latestCode(person.phone, before);
    expectRedirect(await browser.submit("/login/pin", "Log in", { pin }), "/account");
    return browser;
  }

  return {
    newPerson,
    visitor,
    beginSignup,
    signUp,
    beginLogin,
    finishLogin,
    logIn,
    beginPhoneLogin,
    logInByPhone,
  };
}
