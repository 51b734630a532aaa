import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * Axe finds nothing on the page, in light and in dark, where only the colours differ, and nothing of it is wider than
 * the screen. Its legacy mode leaves out the frames of other origins: there are none, and it is far quicker.
 */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (colorScheme === "light" ? axe : axe.withRules("color-contrast")).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`),
    ).toEqual([]);
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "The page scrolls sideways").toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Small and large, light and dark; and nothing scrolls sideways on the narrowest screen that there is. */
export async function expectFitting(page: Page, widths: readonly number[] = [360, 1280]): Promise<void> {
  const height = 800;
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 320, height });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${page.url()} scrolls sideways at 320 pixels`).toBeLessThanOrEqual(320);
}
