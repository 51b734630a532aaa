import { beginLifetime } from "../../dev/lifetime";
import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { startBeside } from "./support/application";
import { testWith } from "./support/own";
import { expect } from "./support/test";

const test = testWith("countries", { ALLOWED_COUNTRIES: "GB" });

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted, viewport: { width: 320, height: 800 } });

    test("with one open country there is nothing to choose, and signing up works", async ({
      page,
      people,
      simulator,
    }) => {
      const person = await people.newPerson();
      await page.goto("/signup");
      await expect(page.getByText("We can text phones in the United Kingdom only.")).toBeVisible();
      await expect(page.getByText("United Kingdom (+44)")).toBeVisible();
      await expect(page.getByLabel("Country")).toHaveCount(0);
      if (scripted) await expectAccessible(page);
      await page.getByLabel("User name").fill(person.username);
      await page.getByLabel("E-mail address").fill(person.email);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await page.getByLabel("Phone number").fill(person.national);
      await onPage(page).sendPin();
      await onPage(page).enterPin(await simulator.latestCode(person.phone), "Create the account", scripted);
      await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
    });
  });
}

test("a closed country is no choice, and it is said before anybody types", async ({ page, subject }) => {
  const lifetime = beginLifetime();
  try {
    const { baseUrl } = await startBeside(subject, { ALLOWED_COUNTRIES: "IE,GB" }, lifetime);
    await page.goto(`${baseUrl}/signup`);
    await expect(page.getByText("We can text phones in Ireland and the United Kingdom only.")).toBeVisible();
    await expect(page.getByLabel("Country").getByRole("option")).toHaveText([
      "Ireland (+353)",
      "United Kingdom (+44)",
    ]);
    await expect(page.getByLabel("Country")).toHaveAccessibleDescription(/^We can text phones in/);
  } finally {
    await lifetime.end();
  }
});
