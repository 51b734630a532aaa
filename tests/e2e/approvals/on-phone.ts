import { expect, type Page } from "@playwright/test";

/** What a person does with the phone, by what they read there. */
export const onPhone = (page: Page) => {
  const tap = (name: string) => page.getByRole("button", { name, exact: true }).tap();
  return {
    tap,
    /** As its page looks at what waits, with the next look not waited for. */
    open: () => page.goto("/approve"),
    digits: page.getByLabel("Digits on the other screen"),

    async enrol(link: string, name: string) {
      await page.goto(link);
      await page.getByLabel("Name of this phone").fill(name);
      await tap("Enrol this phone");
      await expect(page.getByRole("heading", { name: "This phone approves now" })).toBeVisible();
    },

    async type(digits: string) {
      await page.getByLabel("Digits on the other screen").fill(digits);
      await tap("Approve");
    },
    /** Opens the page, types the digits and waits for the answer to have been taken. */
    async approve(digits: string) {
      await page.goto("/approve");
      await this.type(digits);
      await expect(page.getByText("Approved", { exact: true })).toBeVisible();
    },
  };
};

/** Six digits that are not these. */
export const otherThan = (digits: string): string => (digits === "000000" ? "000001" : "000000");
