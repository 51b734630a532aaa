import type { Page } from "@playwright/test";
import type { Person } from "../support/people";
import { expect, test } from "./test";

async function typePassword(page: Page, { username, password }: Person): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("User name or e-mail address").fill(username);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/login/pin");
}

const typePin = (page: Page, pin: string) => page.getByRole("textbox", { name: "PIN" }).fill(pin);

/** Nothing in the document either: what was in the page that showed the account is gone with that page. */
async function expectForgotten(page: Page, { email, username }: Person): Promise<void> {
  await expect(async () => {
    const content = await page.content();
    expect([email, username, "Member since"].filter((secret) => content.includes(secret))).toEqual([]);
  }).toPass({ timeout: 5_000 });
}

test("a PIN is in no address, no Referer, no title and no page, whether it was right or wrong (T-025)", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const told: string[] = [];
  page.on("request", (request) => {
    const { referer = "" } = request.headers();
    told.push(`${request.method()} ${request.url()} ${referer}`);
  });
  await typePassword(page, person);
  const [right, wrong] = [await simulator.latestCode(person.phone), await simulator.wrongCode(person.phone)];
  await typePin(page, wrong);
  await expect(page.getByText("That PIN is not right")).toBeVisible();
  expect(await page.content()).not.toContain(wrong);
  told.push(await page.title());
  await typePin(page, right);
  await page.waitForURL("**/account");
  told.push(await page.title(), await page.content(), page.url());
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const pin of [right, wrong])
    expect([...told, stored].filter((line) => line.includes(pin))).toEqual([]);
});

test("whoever is handed somebody else's pending login reads whose account it is, and can leave it (T-026)", async ({
  page,
  context,
  people,
}) => {
  const { person: attacker } = await people.signUp();
  const { person: victim } = await people.signUp();
  await (await people.beginLogin(attacker)).enter(context);
  await page.goto("/login/pin");
  await expect(page.getByText(`For the account ${attacker.username}.`)).toBeVisible();
  await expect(page.getByText(`ending in ${attacker.phone.slice(-2)}`)).toBeVisible();
  await page.getByRole("button", { name: "Cancel this login" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("countersign-login");

  await (await people.beginLogin(attacker)).enter(context);
  await typePassword(page, victim);
  await expect(page.getByText(`For the account ${victim.username}.`)).toBeVisible();
});

test("whoever is handed somebody else's session reads on every page whose it is (T-026)", async ({
  page,
  context,
  people,
}) => {
  const { person: attacker, browser } = await people.signUp();
  await browser.enter(context);
  for (const path of ["/", "/account"]) {
    await page.goto(path);
    await expect(page.getByRole("banner").getByText(attacker.username)).toBeVisible();
  }
});

test("after logging out the back button brings back nothing of the account (T-049)", async ({
  page,
  context,
  people,
}) => {
  const { person, browser } = await people.signUp();
  await browser.enter(context);
  for (const path of ["/login", "/", "/account"]) await page.goto(path);
  await expect(page.getByText(person.email)).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();
  await expectForgotten(page, person);
  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();
    await expectForgotten(page, person);
  }
});

test("logins to two accounts in two tabs never mix (T-050)", async ({
  page,
  context,
  people,
  simulator,
  database,
}) => {
  const { person: a } = await people.signUp();
  const { person: b } = await people.signUp();
  const sessionsOf = async ({ username }: Person) => {
    const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int from sessions join users on users.id = user_id where username = ${username}`;
    return row?.count;
  };
  await typePassword(page, a);
  const second = await context.newPage();
  await typePassword(second, b);

  await typePin(page, await simulator.latestCode(a.phone));
  await expect(page.getByText("This page is out of date")).toBeVisible();
  expect([await sessionsOf(a), await sessionsOf(b)]).toEqual([1, 1]);
  await page.reload();
  await expect(page.getByText(`For the account ${b.username}.`)).toBeVisible();

  await typePin(second, await simulator.latestCode(b.phone));
  await second.waitForURL("**/account");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(`Hello ${b.username}`);
  expect([await sessionsOf(a), await sessionsOf(b)]).toEqual([1, 2]);
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Hello ${b.username}`);
});
