import type { BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { makeLink } from "../support/device";
import type { Person } from "../support/people";
import { test as base, expect } from "../support/test";
import type { Visitor } from "../support/visitor";
import { onPhone } from "./on-phone";

/** A person's phone, whatever the browser of the test itself is. */
export const handset = {
  viewport: { width: 390, height: 800 },
  isMobile: true,
  hasTouch: true,
  javaScriptEnabled: true,
  permissions: ["notifications"],
} satisfies BrowserContextOptions;

type Enrolled = Readonly<{ person: Person; browser: Visitor; phone: Page }>;

type Own = {
  /** What browsers complained of. A test that makes them complain looks at it and empties it. */
  complaints: string[];
  anotherBrowser: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  phone: Page;
  /** Somebody who is logged in and whose phone approves. */
  enrolled: Enrolled;
};

function listen(context: BrowserContext, complaints: string[]): void {
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  context.on("weberror", (fault) => complaints.push(fault.error().message));
}

/** Playwright's test with a phone beside the browser. No page of either has anything to complain of. */
export const test = base.extend<Own>({
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  anotherBrowser: async ({ browser, baseURL, complaints }, use) => {
    const made: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...options, ...(baseURL ? { baseURL } : {}) });
      listen(context, complaints);
      made.push(context);
      return context;
    });
    await Promise.all(made.map((context) => context.close()));
  },
  phone: async ({ anotherBrowser }, use) => use(await (await anotherBrowser(handset)).newPage()),
  enrolled: async ({ people, phone }, use) => {
    const { person, browser } = await people.signUp();
    await onPhone(phone).enrol(`/approve/enrol#${await makeLink(browser)}`, "My phone");
    await use({ person, browser, phone });
  },
});

export { expect };
