import type { Page } from "@playwright/test";
import { onPage } from "../pages";

export { expect, test } from "../account/test";

/** What a person does on the pages that take a code. */
export const onCodes = (page: Page) => ({
  /** With JavaScript the form sends itself with the last digit; without it the button is pressed. */
  async enterApp(code: string, button: string, scripted: boolean) {
    await page.getByLabel("Code", { exact: true }).fill(code);
    if (!scripted) await onPage(page).press(button);
  },
  async enterRecovery(code: string, button: string) {
    await page.getByLabel("Recovery code").fill(code);
    await onPage(page).press(button);
  },
});
