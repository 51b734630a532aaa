import { expect, type Page } from "@playwright/test";
import { onPage } from "../pages";
import type { Person } from "../support/people";

/** What a person does at the screen that waits for the phone. */
export const onDesk = (page: Page) => ({
  /** Until the page shows what the phone is asked for; the digits to be typed there. */
  async digits(): Promise<string> {
    const spoken = page.getByText(/^The digits are/);
    await expect(spoken).toHaveCount(1);
    return String(await spoken.textContent()).replaceAll(/\D/g, "");
  },

  async logIn({ username, password }: Person): Promise<string> {
    await page.goto("/login");
    await onPage(page).logIn(username, password);
    await expect(page.getByRole("heading", { name: "Check your phone" })).toBeVisible();
    return this.digits();
  },
});
