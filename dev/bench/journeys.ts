import type { Page } from "@playwright/test";
import { callBack } from "../simulation";
import type { Simulator } from "../simulator/server";
import { type Person, password } from "./people";
import { type Recording, repeated } from "./recording";
import { type Clock, createVisitor, type Visitor } from "./visitor";

/** Where a login begins and goes, and where its PIN comes from. */
export interface Route {
  origin: string;
  form: string;
  pinPage: string;
  pinOf: (who: Person) => string;
}

/** One login from the empty form to the page behind it. */
export type Journey = (who: Person, clock?: Clock) => Promise<Visitor>;

const home = "/account";

export function expectPath(visitor: Visitor, path: string): void {
  if (visitor.path() !== path) throw new Error(`A login came to ${visitor.path()} instead of ${path}.`);
}

/** The first half: the password was right and the PIN is on its way. */
export async function passPassword({ origin, form, pinPage }: Route, { identifier }: Person, clock?: Clock) {
  const visitor = createVisitor(origin, clock);
  const html = await visitor.submit(await visitor.open(form), { identifier, password });
  expectPath(visitor, pinPage);
  return { visitor, html };
}

/** As a browser without JavaScript: two posts, each answered with a redirect that is then fetched. */
export const plainJourney =
  (route: Route): Journey =>
  async (who, clock) => {
    const { visitor, html } = await passPassword(route, who, clock);
    await visitor.submit(html, { pin: route.pinOf(who) });
    expectPath(visitor, home);
    return visitor;
  };

/** The same with what the provider tells the application about it afterwards. */
export const toldJourney =
  (journey: Journey, simulator: Simulator, origin: string): Journey =>
  async (who, clock) => {
    callBack(simulator, origin);
    try {
      const visitor = await journey(who, clock);
      await simulator.control.callbacksSettled();
      return visitor;
    } finally {
      simulator.control.setCallbackUrls({ vonage: null });
    }
  };

/** As a browser with JavaScript: two posts, each answered with the page that comes next. */
export const scriptedJourney =
  (route: Route, { posts: [first, second] }: Recording): Journey =>
  async (who, clock) => {
    if (!first || !second) throw new Error("The browser did not log in with two posts.");
    const { identifier } = who;
    const visitor = createVisitor(route.origin, clock);
    const page = await visitor.open(route.form);
    const answer = await visitor.call(repeated(first, { identifier, password }, page), first.headers);
    expectPath(visitor, route.pinPage);
    await visitor.call(repeated(second, { pin: route.pinOf(who) }, answer), second.headers);
    expectPath(visitor, home);
    return visitor;
  };

/** The same by hand, in a real browser. The PIN's form may submit itself when it is full. */
export const driveLogin = (route: Route, who: Person) => async (page: Page) => {
  await page.goto(`${route.origin}${route.form}`, { waitUntil: "networkidle" });
  await page.locator("[name=identifier]").fill(who.identifier);
  await page.locator("[name=password]").fill(password);
  await page.locator("[name=password]").press("Enter");
  await page.waitForURL(`**${route.pinPage}`);
  const pin = page.locator("[name=pin]");
  const sent = page.waitForRequest((request) => request.method() === "POST", { timeout: 2000 });
  await pin.fill(route.pinOf(who));
  await sent.catch(() => pin.press("Enter"));
  await page.waitForURL(`**${home}`);
};
