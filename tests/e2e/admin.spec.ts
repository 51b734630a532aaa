import { expectFitting } from "./accessible";
import { expect, test } from "./account/test";
import { onPage } from "./pages";
import { administrator } from "./support/administrator";
import { addPasskey, deviceWithPasskeys, withoutSuggestions } from "./support/passkeys";
import { tabTo } from "./tab-to";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("an administrator finds somebody, disables the account and enables it again", async ({
      page,
      context,
      people,
      database,
      simulator,
    }) => {
      const { person: somebody, browser: theirs } = await people.signUp();
      const { browser } = await administrator(people, database);
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("Administration");
      await page.getByRole("heading", { name: "Users" }).getByRole("link").click();
      await page.getByLabel("User name, e-mail address or phone number").fill(somebody.phone);
      await on.press("Search");
      await expect(page.getByRole("heading", { name: "1 found" })).toBeVisible();
      expect(page.url()).not.toContain("7700");
      await on.follow(somebody.username);
      await expect(page.getByRole("heading", { name: somebody.username, level: 1 })).toBeVisible();
      await expect(page.getByText("Its PIN was entered").first()).toBeVisible();

      await on.follow("Disable the account");
      await on.press("Disable the account");
      await expect(page.getByText("The account is disabled")).toBeVisible();
      expect((await theirs.get("/account")).headers.location).toMatch(/^\/login/);
      await simulator.latestMail(somebody.email, "Your account was disabled");

      await on.press("Enable the account");
      await expect(page.getByText("The account is enabled again")).toBeVisible();
      await expect(page.getByText("An administrator disabled this account")).toBeVisible();
      const again = await people.logIn(somebody);
      expect((await again.get("/account/history")).body).toContain("An administrator disabled this account");

      await page.reload();
      await page.getByRole("button", { name: /^End the session in / }).click();
      await expect(page.getByText("The session has ended")).toBeVisible();
      expect((await again.get("/account")).headers.location).toMatch(/^\/login/);
    });
  });
}

test("whoever has shown a text alone shows the passkey first, and comes back", async ({
  page,
  context,
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const on = onPage(page);
  await withoutSuggestions(page);
  const device = await deviceWithPasskeys(page);
  await browser.enter(context);
  await addPasskey(page, device, "Laptop");
  await database.sql`update users set role = 'admin' where username = ${person.username}`;
  await database.sql`
    update sessions set amr = 'pwd sms' where revoked_at is null
      and user_id = (select id from users where username = ${person.username})`;
  await page.goto("/admin/users");
  await expect(page).toHaveURL("/account/confirm?next=%2Fadmin%2Fusers");
  await expect(page.getByRole("button", { name: "Send me a PIN" })).toHaveCount(0);
  await on.press("Use a passkey");
  await device.touch(async () => {
    await on.press("Use your passkey");
    await expect(page).toHaveURL("/admin/users");
  });
});

test("to a user the administration is an address that does not exist, whatever of it is asked for", async ({
  people,
}) => {
  const { browser } = await people.signUp();
  for (const path of [
    "/admin",
    "/admin/users",
    "/admin/users/x",
    "/admin/users/x/disable",
    "/admin/nowhere",
  ]) {
    const answer = await browser.get(path);
    expect(answer.status, path).toBe(404);
    expect(answer.body, path).not.toMatch(/For those who run|Whom you look for|What you can do/);
  }
});

test("axe finds nothing on the pages of the administration, and nothing is wider than the screen", async ({
  page,
  context,
  people,
  database,
}) => {
  const { person } = await people.signUp();
  const { browser } = await administrator(people, database);
  const [row] = await database.sql<{ id: string }[]>`
    select id from users where username = ${person.username}`;
  await browser.enter(context);
  for (const path of ["", "/users", `/users/${row?.id}`, `/users/${row?.id}/disable`]) {
    await page.goto(`/admin${path}`);
    await expectFitting(page, [320, 1280]);
  }
});

test("a search and a decision need no pointer", async ({ page, context, people, database }) => {
  const { person } = await people.signUp();
  const { browser } = await administrator(people, database);
  await browser.enter(context);
  await page.goto("/admin/users");
  await page.getByLabel("User name, e-mail address or phone number").focus();
  await page.keyboard.type(person.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "1 found" })).toBeVisible();
  await tabTo(page, person.username);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: person.username, level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "End all sessions" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("End all sessions of");
  await page.getByRole("main").focus();
  await tabTo(page, "End all sessions");
  await page.keyboard.press("Enter");
  await expect(page.getByText("All sessions have ended")).toBeVisible();
});
