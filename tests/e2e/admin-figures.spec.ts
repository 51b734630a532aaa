import { makeUpTraffic } from "../../dev/traffic/make-up";
import { expectFitting } from "./accessible";
import { administrator } from "./support/administrator";
import { expect, test } from "./support/test";

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an administrator sees how logins and messages went, and every number behind a picture", async ({
    page,
    context,
    people,
    database,
  }) => {
    const { browser } = await administrator(people, database);
    await makeUpTraffic(database.sql, { days: 1, people: 120 });
    await browser.enter(context);
    await page.goto("/admin/figures");
    await page.getByRole("link", { name: "7 days" }).click();
    await expect(page).toHaveURL(/days=7$/);
    await expect(page.getByRole("img", { name: "Logins" })).toBeVisible();
    await expect(page.getByRole("img", { name: "Conversion by country" })).toBeVisible();
    await page.getByText("The numbers of: Conversion by country").click();
    const table = page.getByRole("table", { name: "Conversion by country" });
    await expect(table.getByRole("row", { name: /^United Kingdom/ })).toBeVisible();
    await expect(page.getByText("Vonage is asked")).toBeVisible();
  });
});

test("axe finds nothing on the figures, and nothing is wider than the screen", async ({
  page,
  context,
  people,
  database,
}) => {
  const { browser } = await administrator(people, database);
  await browser.enter(context);
  for (const path of ["/admin/figures", "/admin/jobs"]) {
    await page.goto(path);
    await expectFitting(page, [320, 1280]);
  }
});
