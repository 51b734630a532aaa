import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { expect, test } from "./support/test";

for (const width of [320, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    for (const path of [
      "/",
      "/login",
      "/login?ended=expired",
      "/login?ended=closed",
      "/signup",
      "/nowhere",
    ]) {
      test(`axe finds nothing on ${path}`, async ({ page }) => {
        await page.goto(path);
        await expectAccessible(page);
      });
    }

    test("axe finds nothing on forms full of errors", async ({ page }) => {
      await page.goto("/login");
      await onPage(page).logIn("nobody-here", "not the password");
      await expect(page.getByText("do not belong together")).toBeVisible();
      await expectAccessible(page);
      await page.goto("/signup");
      await onPage(page).sendPin();
      await expect(page.getByText("Choose a user name")).toBeVisible();
      await expectAccessible(page);
    });

    test("axe finds nothing on the way from PIN to account", async ({ page, people, simulator }) => {
      const { person } = await people.signUp();
      await page.goto("/login");
      await onPage(page).logIn(person.username, person.password);
      await expect(page.getByLabel("PIN")).toBeVisible();
      await expectAccessible(page);
      const wrong = await simulator.wrongCode(person.phone);
      for (let tries = 0; tries < 3; tries += 1) {
        await onPage(page).enterPin(wrong, "Log in", true);
        await expect(page.getByText(/tries left|one try left|This PIN is closed/)).toBeVisible();
        if (tries !== 1) await expectAccessible(page);
      }
    });

    test("axe finds nothing on the account page", async ({ page, people, context }) => {
      const { browser } = await people.signUp();
      await browser.enter(context);
      await page.goto("/account?welcome");
      await expectAccessible(page);
    });
  });
}

test("a whole login works with the keyboard alone, and the focus is always visible", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  await page.goto("/login");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("User name or e-mail address")).toBeFocused();
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type("a wrong password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("PIN")).toBeFocused();
  await page.keyboard.type(await simulator.latestCode(person.phone, 1));
  await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
  const outline = await page.evaluate(() => {
    const link = document.querySelector<HTMLElement>(".nav-link");
    link?.focus();
    return link ? getComputedStyle(link).outlineStyle : "none";
  });
  expect(outline).not.toBe("none");
});
