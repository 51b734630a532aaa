import { passProof, passRecovery, weaken } from "../time";
import type { Database } from "./database";
import { linkTo } from "./links";
import { expectRedirect, LOGIN_BUTTON, type People, type Person } from "./people";
import type { Simulator } from "./simulator";
import type { Visitor } from "./visitor";

export type Errands = ReturnType<typeof errandsOf>;

/** What people do with their accounts, by plain requests, as far as a test wants it done. */
export function errandsOf(people: People, simulator: Simulator, database: Database) {
  /** The newest PIN of this phone after it was asked for, typed into the page. */
  async function enterPin(browser: Visitor, path: string, button: string, phone: string, to: string) {
    const pin = await simulator.latestCode(phone);
    expectRedirect(await browser.submit(path, button, { pin }), to);
  }

  /** The link in the mail after somebody has asked for a new password. */
  async function resetLink({ username, email }: Person): Promise<string> {
    const browser = people.visitor();
    expectRedirect(await browser.submit("/reset", "Mail me a link", { identifier: username }), "/reset?sent");
    return linkTo("/reset/link", (await simulator.latestMail(email, "Choose a new password")).text);
  }

  /** A browser that has used the link, before its PIN. */
  async function toResetPin(person: Person): Promise<Visitor> {
    const browser = people.visitor();
    expectRedirect(await browser.submit(await resetLink(person), "Send me a PIN"), "/reset/pin");
    return browser;
  }

  async function toResetPassword(person: Person): Promise<Visitor> {
    const browser = await toResetPin(person);
    await enterPin(browser, "/reset/pin", "Continue", person.phone, "/reset/password");
    return browser;
  }

  /** The link in the mail to the new address. */
  async function emailLink(browser: Visitor, email: string): Promise<string> {
    const asked = await browser.submit("/account/email", "Send me the link", { email });
    expectRedirect(asked, "/account?changed=email-sent");
    return linkTo("/confirm-email", (await simulator.latestMail(email, "Confirm your new")).text);
  }

  async function toPhonePin(browser: Visitor, { national }: Pick<Person, "national">): Promise<Visitor> {
    const typed = { country: "GB", phone: national };
    expectRedirect(await browser.submit("/account/phone", "Send me a PIN", typed), "/account/phone/pin");
    return browser;
  }

  /** The link in the text to the old number. */
  async function changePhone(browser: Visitor, from: Person, to: Person): Promise<string> {
    await toPhonePin(browser, to);
    await enterPin(browser, "/account/phone/pin", "Change the number", to.phone, "/account?changed=phone");
    return linkTo("/undo-number", await simulator.latestText(from.phone, "Your phone number was changed"));
  }

  /** The link in the mail after a login in a browser that the account does not know. */
  async function notMeLink(person: Person): Promise<string> {
    await people.logIn(person);
    const { text } = await simulator.latestMail(person.email, "A new browser has logged in");
    return linkTo("/not-me", text);
  }

  /** Says in a browser that everything is lost, and lets the time pass until the mailed link works. */
  async function recoveryLink(person: Person): Promise<string> {
    const browser = people.visitor();
    const { username: identifier, password } = person;
    await browser.submit("/login", LOGIN_BUTTON, { identifier, password });
    expectRedirect(await browser.submit("/login/lost", "Begin the wait"), "/login/lost");
    await passRecovery(database, person, 73);
    // Whoever does something next sends what is due.
    await people.visitor().submit("/reset", "Mail me a link", { identifier: "nobody-here" });
    const { text } = await simulator.latestMail(person.email, "You can get back into your account now");
    return linkTo("/recover/link", text);
  }

  /** A browser that has used such a link, before the PIN to this number. */
  async function toRecoveryPin(person: Person, { national }: Pick<Person, "national">): Promise<Visitor> {
    const browser = people.visitor();
    const typed = { password: person.password, country: "GB", phone: national };
    const answer = await browser.submit(await recoveryLink(person), "Send me a PIN", typed);
    expectRedirect(answer, "/recover/pin");
    return browser;
  }

  /** Makes what was proved too old for changes, and goes to the page; what it gives stands before the PIN. */
  async function toConfirmPin(browser: Visitor, person: Person, page: string): Promise<Visitor> {
    await passProof(database, person);
    const confirm = `/account/confirm?next=${encodeURIComponent(page)}`;
    expectRedirect(await browser.submit(confirm, "Send me a PIN"), "/account/confirm/pin");
    return browser;
  }

  const confirm = (browser: Visitor, { phone }: Person, page: string) =>
    enterPin(browser, "/account/confirm/pin", "Confirm", phone, page);

  /** A browser after the PIN of a login by phone that takes the password too. */
  async function toMore(person: Person): Promise<Visitor> {
    await weaken(database, person, "claimed");
    const before = await simulator.codes(person.phone);
    const browser = await people.beginPhoneLogin(person);
    await simulator.latestCode(person.phone, before);
    await enterPin(browser, "/login/pin", "Log in", person.phone, "/login/more");
    return browser;
  }

  return {
    toMore,
    resetLink,
    toResetPin,
    toResetPassword,
    emailLink,
    toPhonePin,
    changePhone,
    notMeLink,
    recoveryLink,
    toRecoveryPin,
    toConfirmPin,
    confirm,
  };
}
