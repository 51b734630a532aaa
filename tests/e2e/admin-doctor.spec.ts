import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { administrator } from "./support/administrator";
import { expect, test } from "./support/test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted, viewport: { width: 360, height: 800 } });

    test("an administrator has the deployment looked at, and sends a PIN the whole way", async ({
      page,
      context,
      people,
      database,
      simulator,
    }) => {
      const { person, browser } = await administrator(people, database);
      await browser.enter(context);
      const on = onPage(page);

      await page.goto("/admin/doctor");
      await expect(page.getByText(/\d+ checks:/)).toHaveCount(0);
      await on.press("Look at this deployment");
      await expect(page.getByRole("heading", { name: /^\d+ checks: \d+ right/ })).toBeVisible({
        timeout: 20_000,
      });
      await expect(page.getByText("it answers, and so does its database")).toBeVisible();
      await expect(page.getByText(/^what is signed with VONAGE_SIGNATURE_SECRET is taken/)).toBeVisible();
      if (scripted) await expectAccessible(page);

      await on.press("Send me a PIN");
      await page.waitForURL("**/account/confirm/pin");
      await page.getByLabel("PIN").fill(await simulator.latestCode(person.phone));
      if (!scripted) await on.press("Confirm");
      await page.waitForURL("**/admin/doctor");
      await expect(page.getByText(/^entered, and right, by vonage/)).toBeVisible();
      if (scripted) await expectAccessible(page);
    });
  });
}
