import type { Decision } from "../../../lib/schemas/approval";
import { type Device, digitsOn, enrolDevice, sendPost, waitingFor } from "./device";
import { expectRedirect, LOGIN_BUTTON, type People, type Person } from "./people";
import type { Visitor } from "./visitor";

export type Approvals = ReturnType<typeof approvalsOf>;
export type Owner = Readonly<{ person: Person; browser: Visitor; device: Device }>;

/** People with a phone that approves, as far as a test wants it by plain requests. */
export function approvalsOf(people: People) {
  /** Somebody who is logged in and has enrolled a phone. */
  async function owner(name = "A phone"): Promise<Owner> {
    const { person, browser } = await people.signUp();
    return { person, browser, device: await enrolDevice(browser, people.visitor(), name) };
  }

  /** Past the password, while the phone is asked. */
  async function beginLogin(person: Person, browser = people.visitor()): Promise<Visitor> {
    const { username: identifier, password } = person;
    const answer = await browser.submit("/login", LOGIN_BUTTON, { identifier, password });
    expectRedirect(answer, "/login/approve");
    return browser;
  }

  /** What the phone answers to what waits on this page of this browser. */
  async function decide(device: Device, decision: Decision, browser: Visitor, page: string) {
    const phone = people.visitor();
    const digits = decision === "approved" ? digitsOn(await browser.get(page)) : null;
    return sendPost(phone, (await waitingFor(phone, device)).answer(decision, digits));
  }

  /** A browser with a session of its own, which the phone has let in. */
  async function logIn({ person, device }: Pick<Owner, "person" | "device">): Promise<Visitor> {
    const browser = await beginLogin(person);
    await decide(device, "approved", browser, "/login/approve");
    expectRedirect(await browser.submit("/login/approve", "Log in"), "/account");
    return browser;
  }

  return { owner, beginLogin, decide, logIn };
}
