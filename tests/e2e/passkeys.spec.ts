import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { addPasskey, deviceWithPasskeys, PASSKEYS, withoutSuggestions } from "./support/passkeys";
import { expect, test } from "./support/test";

/** Leaving the account ends at the first page. */
async function logOut(page: Page): Promise<void> {
  await onPage(page).logOut();
  await expect(page).toHaveURL("/");
}

test("a passkey is added, logs in by the button alone, and after the password, and is removed", async ({
  page,
  context,
  people,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const on = onPage(page);
  await withoutSuggestions(page);
  const device = await deviceWithPasskeys(page);
  await browser.enter(context);
  await addPasskey(page, device, "Zoë’s laptop");
  expect(await device.passkeys()).toBe(1);
  await simulator.latestMail(person.email, "A new way to log in to your account was added");

  await logOut(page);
  await page.goto("/login?next=/account/history");
  await device.touch(async () => {
    await on.press("Log in with a passkey");
    await expect(page).toHaveURL("/account/history");
  });
  await expect(page.getByText("A passkey logged in by itself")).toBeVisible();

  await logOut(page);
  await page.goto("/login");
  await on.logIn(person.username, person.password);
  await expect(page.getByRole("heading", { name: "Use your passkey" })).toBeVisible();
  await expectAccessible(page);
  await device.touch(async () => {
    await on.press("Use your passkey");
    await expect(page).toHaveURL("/account");
  });

  await page.goto(PASSKEYS);
  await expect(page.getByRole("listitem").filter({ hasText: "Zoë’s laptop" })).toContainText("Last used");
  await page.getByRole("link", { name: "Remove the passkey Zoë’s laptop" }).click();
  await expect(page.getByText("It is the last one that is stronger than a text")).toBeVisible();
  await expectAccessible(page);
  await on.press("Remove the passkey");
  await expect(page.getByText("The passkey is removed")).toBeVisible();
  await expect(page.getByText("You have no passkey yet.")).toBeVisible();

  await logOut(page);
  await page.goto("/login");
  await device.touch(async () => {
    await on.press("Log in with a passkey");
    await expect(page.getByText("That passkey opens no account here")).toBeVisible();
  });
  await expectAccessible(page);
});

test("the browser suggests a passkey in the field for the user name, and nothing has to be pressed", async ({
  page,
  context,
  people,
}) => {
  const { browser } = await people.signUp();
  const device = await deviceWithPasskeys(page);
  await browser.enter(context);
  await addPasskey(page, device, "Laptop");
  await logOut(page);
  await device.touch(async () => {
    await page.goto("/login");
    await expect(page).toHaveURL("/account");
  });
});

test("whoever shows the wrong finger, or leaves, stays where they are", async ({ page, context, people }) => {
  const { person, browser } = await people.signUp();
  const on = onPage(page);
  await withoutSuggestions(page);
  const device = await deviceWithPasskeys(page);
  await browser.enter(context);
  await page.goto(PASSKEYS);
  await on.press("Add a passkey");
  await expect(page.getByLabel("Name of this passkey")).toHaveValue(/^Passkey in /);
  await expectAccessible(page);
  await addPasskey(page, device, "Laptop");
  await expectAccessible(page);
  await logOut(page);
  await device.knows(false);
  await page.goto("/login");
  await device.touch(async () => {
    await on.press("Log in with a passkey");
    await expect(page.getByRole("button", { name: "Log in with a passkey" })).toBeVisible();
  });
  await expect(page).toHaveURL("/login");
  await on.logIn(person.username, person.password);
  await on.press("Text me a PIN");
  await expect(page.getByLabel("PIN")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("no passkey is offered at the login, and the pages say why", async ({ page, context, people }) => {
    await page.goto("/login");
    await expect(page.getByRole("button", { name: "Log in with a passkey" })).toHaveCount(0);
    const { browser } = await people.signUp();
    await browser.enter(context);
    await page.goto(PASSKEYS);
    // Playwright looks for no text in here by itself.
    const why = page.locator("noscript .alert-title", { hasText: "Passkeys need JavaScript" });
    await expect(why).toBeVisible();
    await onPage(page).press("Add a passkey");
    await expect(page).toHaveURL(`${PASSKEYS}/new`);
    await expect(why).toBeVisible();
    await expect(page.getByRole("button", { name: "Make the passkey" })).toHaveCount(0);
  });
});
