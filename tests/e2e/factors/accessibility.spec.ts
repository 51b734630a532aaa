import type { Page } from "@playwright/test";
import { expectFitting } from "../accessible";
import { onPage } from "../pages";
import { APPS, CODES, wrongCodeOf } from "../support/factors";
import type { Visitor } from "../support/visitor";
import { passProof } from "../time";
import { test as base, expect, onCodes } from "./test";

type Look = (path: string) => Promise<void>;

const fits = (page: Page) => expectFitting(page, [320, 1280]);

const test = base.extend<{ as: (visitor: Visitor) => Promise<Look> }>({
  as: ({ page, context }, use) =>
    use(async (visitor) => {
      await context.clearCookies();
      await visitor.enter(context);
      return async (path) => {
        await page.goto(path);
        expect(new URL(page.url()).pathname).toBe(path.replace(/\?.*/, ""));
        await fits(page);
      };
    }),
});

test("axe finds nothing where an app is added, named and removed", async ({ as, page, people, factors }) => {
  const { person, browser } = await people.signUp();
  const look = await as(browser);
  await look(APPS);
  await onPage(page).press("Set up an app");
  await page.getByText("No camera? Type it instead").click();
  await onPage(page).press("Add this app");
  await expect(page.getByText("Enter all 6 digits of the code.")).toBeVisible();
  await fits(page);
  await factors.addApp(browser, person, "W".repeat(40));
  const owns = await as(browser);
  await page.goto(`${APPS}?done=added`);
  await page.getByText("Rename", { exact: true }).click();
  await fits(page);
  await page.getByRole("link", { name: /^Remove the app/ }).click();
  await expect(page.getByText("It is the last one that is stronger than a text")).toBeVisible();
  await fits(page);
  await owns("/account/security");
});

test("axe finds nothing where recovery codes are made, shown, confirmed and replaced", async ({
  as,
  page,
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const on = onPage(page);
  await (await as(browser))(CODES);
  await on.press("Make 10 codes");
  await expect(page.getByRole("heading", { name: "Your new codes" })).toBeVisible();
  await fits(page);
  await page.getByRole("checkbox").check();
  await on.press("Use these codes");
  await expect(page.getByText("Your codes are good from now on")).toBeVisible();
  await fits(page);
  await database.sql`
    update recovery_codes set used_at = now() where id in (
      select id from recovery_codes where user_id = (select id from users where username = ${person.username}) limit 9)`;
  for (const path of [CODES, `${CODES}?used`, "/account/security", "/account"]) {
    await page.goto(path);
    await fits(page);
  }
});

test("axe finds nothing where a login asks for a code, has met a wrong one, or takes none any more", async ({
  as,
  page,
  factors,
}) => {
  const { person, secret } = await factors.owner();
  const on = onPage(page);
  const look = await as(await factors.beginLogin(person, "/login/authenticator"));
  await look("/login/authenticator?ask=limit");
  await onCodes(page).enterApp(wrongCodeOf(secret), "Log in", true);
  await expect(page.getByText("That code is not right, or was used already.")).toBeVisible();
  await fits(page);
  await on.press("Use a recovery code");
  await expect(page.getByRole("heading", { name: "Enter a recovery code" })).toBeVisible();
  await onCodes(page).enterRecovery("not a code", "Log in");
  await expect(page.getByText("A recovery code has 16 letters and digits")).toBeVisible();
  await fits(page);
  for (const failures of [10, 50]) {
    await factors.failFactors(person, failures);
    await look("/login/recovery");
  }
});

test("axe finds nothing where a change or a reset is confirmed by an app, a code or a passkey", async ({
  as,
  page,
  factors,
  errands,
  database,
}) => {
  const { person, browser } = await factors.owner();
  await factors.addPasskeyRow(person);
  const look = await as(browser);
  await look("/account/security/passkeys");
  await passProof(database, person);
  await look("/account/confirm?next=/account/email");
  for (const [label, path] of [
    ["Use an authenticator app", "/account/confirm/authenticator"],
    ["Use a recovery code", "/account/confirm/recovery"],
    ["Use a passkey", "/account/confirm/passkey"],
  ] as const) {
    await onPage(page).press(label);
    await expect(page).toHaveURL(path);
    await fits(page);
    await onPage(page).follow("Use another way");
    await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  }
  const resets = await as(await errands.toResetPin(person));
  for (const path of ["authenticator", "recovery", "passkey", "pin"]) await resets(`/reset/${path}`);
});
