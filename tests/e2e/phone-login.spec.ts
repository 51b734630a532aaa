import { expect, test } from "./account/test";
import { onPage } from "./pages";
import type { Person } from "./support/people";
import { weaken } from "./time";

/** A page without what belongs to the number that was typed, to this browser, to the build's order and to the clock. */
function sayingOf(body: string, { phone }: Person): string {
  const text = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? "nothing";
  return text
    .replaceAll(/value="[^"]*"/g, "")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "AT")
    .replaceAll(new RegExp(`>${phone.slice(-2)}<`, "g"), ">NN<")
    .replaceAll(/dateTime="PT\d+S"/g, 'dateTime="PTnS"')
    .replaceAll(/\d+:\d\d/g, "M:SS");
}

/** The seconds that a page says are left, in the order in which it says them. */
const waitsOf = (body: string): number[] =>
  [...body.matchAll(/dateTime="PT(\d+)S"/g)].map(([, seconds]) => Number(seconds));

/** Two browsers that go side by side are never this far apart, in seconds; what only one of them waits for is longer. */
const apart = 10;

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a phone alone shows the account; to change something the password is asked for, and then it goes through", async ({
      page,
      people,
      simulator,
    }) => {
      const { person } = await people.signUp();
      const { username } = await people.newPerson();
      const on = onPage(page);
      await page.goto("/login?next=/account/history");
      await on.follow("Log in with your phone");
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(person.national);
      await on.press("Send me a PIN");
      await expect(page.getByText(`If the number ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await expect(page.getByText(person.username)).toHaveCount(0);
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account/history");
      await on.follow("Overview");
      await expect(page.getByText("You logged in with the phone alone")).toBeVisible();
      await expect(page.getByText("with PIN to the phone: one factor (AAL1)")).toBeVisible();

      await on.follow("Change the user name");
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await on.press("Continue");
      await expect(page.getByText("That is not your password.")).toBeVisible();
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await on.press("Continue");
      await expect(page).toHaveURL("/account/username");
      await page.getByLabel("New user name").fill(username);
      await on.press("Change it");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
      await expect(page.getByText("both factors (AAL2)")).toBeVisible();
      await expect(page.getByText("You logged in with the phone alone")).toHaveCount(0);
      await on.logOut();
      await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();
    });

    test("a number that was not used for a year takes the password too, and is awake again after it", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await weaken(database, person, "asleep");
      const on = onPage(page);
      await on.logInByPhone(person);
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page.getByRole("heading", { name: "Your password, too" })).toBeVisible();
      await page.goto("/account");
      await expect(page).toHaveURL("/login?next=%2Faccount");
      await page.goto("/login/more");
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await on.press("Log in");
      await expect(page.getByText("That is not the password of this account.")).toBeVisible();
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await on.press("Log in");
      await expect(page).toHaveURL("/account");
      await expect(page.getByText("both factors (AAL2)")).toBeVisible();
      await on.logOut();
      await expect(page).toHaveURL("/");
      await people.logInByPhone(person);
    });
  });
}

test("a number without an account gets the same pages, byte for byte, and no message", async ({
  people,
  simulator,
}) => {
  const { person: known } = await people.signUp();
  const unknown = await people.newPerson();
  const said = [known, unknown].map(async (person) => {
    const browser = await people.beginPhoneLogin(person);
    const pages = [(await browser.get("/login/pin")).body];
    const pin = person === known ? await simulator.wrongCode(known.phone) : "000000";
    for (const words of ["2 tries left", "one try left", "This PIN is closed"]) {
      const { body } = await browser.land(await browser.submit("/login/pin", "Log in", { pin }));
      expect(body, words).toContain(words);
      pages.push(body);
    }
    return { pages: pages.map((body) => sayingOf(body, person)), waits: pages.flatMap(waitsOf) };
  });
  const [toKnown, toUnknown] = await Promise.all(said);
  expect(toUnknown?.pages).toEqual(toKnown?.pages);
  expect(toUnknown?.waits).toHaveLength(7);
  for (const [index, wait] of toUnknown?.waits.entries() ?? [])
    expect(Math.abs(wait - (toKnown?.waits[index] ?? Number.NaN))).toBeLessThan(apart);
  expect(await simulator.messages(unknown.phone)).toEqual([]);
});

for (const how of ["changed", "claimed"] as const) {
  test(`a number that was just ${how} opens nothing without the password`, async ({
    people,
    simulator,
    database,
  }) => {
    const { person } = await people.signUp();
    await weaken(database, person, how);
    const browser = await people.beginPhoneLogin(person);
    const pin = await simulator.latestCode(person.phone, 1);
    const answer = await browser.submit("/login/pin", "Log in", { pin });
    expect(answer.headers.location).toBe("/login/more");
    expect((await browser.get("/account")).headers.location).toBe("/login?next=%2Faccount");
    const { password } = person;
    expect((await browser.submit("/login/more", "Log in", { password })).headers.location).toBe("/account");
  });
}

test("a landline is refused at its field before anything is sent", async ({ page }) => {
  await onPage(page).logInByPhone({ national: "020 7946 0958" });
  await expect(page.getByText("not to landlines or special-rate numbers")).toBeVisible();
  await expect(page.getByLabel("Phone number")).toHaveValue("020 7946 0958");
});
