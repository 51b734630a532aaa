import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";

export interface PageScripts {
  path: string;
  /** Bytes of JavaScript as sent (compressed, without headers) until the page is at rest, untouched. */
  firstLoad: number;
  /** What is loaded on top with the first touch of a field; 0 where there is nothing to touch. */
  firstTouch: number;
}

export interface Visit {
  url: string;
  cookies: readonly { name: string; value: string }[];
}

const restMilliseconds = 300;

/** The browser's own account of what was transferred, over all files that are scripts. */
const loaded = (page: Page): Promise<number> =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .filter((entry) => new URL(entry.name).pathname.endsWith(".js"))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );

/** The same once nothing more comes. */
async function loadedAtRest(page: Page): Promise<number> {
  await page.waitForLoadState("networkidle");
  let bytes = await loaded(page);
  for (let before = -1; before !== bytes; bytes = await loaded(page)) {
    before = bytes;
    await delay(restMilliseconds);
  }
  return bytes;
}

/** Opens the page with an empty cache, as a first visitor does. */
export async function measureScripts(browser: Browser, { url, cookies }: Visit): Promise<PageScripts> {
  const context = await browser.newContext();
  try {
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url })));
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    const firstLoad = await loadedAtRest(page);
    if (page.url() !== url) throw new Error(`${url} led to ${page.url()}.`);
    const field = page.locator("input:not([type=hidden])").first();
    let touched = firstLoad;
    if ((await field.count()) > 0) {
      await field.blur();
      await field.click();
      await field.press("a");
      touched = await loadedAtRest(page);
    }
    return { path: new URL(url).pathname, firstLoad, firstTouch: touched - firstLoad };
  } finally {
    await context.close();
  }
}
