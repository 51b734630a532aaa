import { expect, type Page } from "@playwright/test";

/** Presses Tab until this has the focus; everything that it passes shows where it is. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press("Tab");
    const { label, outlined } = await page.evaluate(() => {
      const at = document.activeElement;
      const style = at && getComputedStyle(at.closest(":has(> :focus-visible):not(form)") ?? at);
      const own = at && getComputedStyle(at);
      const shows = (one: CSSStyleDeclaration | null) => one !== null && one.outlineStyle !== "none";
      return { label: at?.textContent, outlined: shows(own) || shows(style) };
    });
    expect(outlined, `The focus on "${label}" cannot be seen`).toBe(true);
    if (label?.replaceAll(/\s+/g, " ").trim() === name) return;
  }
  throw new Error(`Tab does not lead to "${name}"`);
}
