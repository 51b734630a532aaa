import { expect, test } from "./account/test";
import { onPage } from "./pages";
import { hiddenFields } from "./support/forms";
import { linkTo } from "./support/links";
import type { Person } from "./support/people";

const NEW_BROWSER = "A new browser has logged in to your account";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test('"this was not me" ends every login and pauses changes for a day, which every page says; a reset goes on', async ({
      page,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const thief = await people.logIn(person);
      const on = onPage(page);
      const { text } = await simulator.latestMail(person.email, NEW_BROWSER);
      const link = linkTo("/not-me", text);
      await page.goto(link);
      await expect(page.getByText("Somebody logged in to your account with a browser")).toBeVisible();
      await expect(page.getByText(person.username)).toHaveCount(0);
      expect((await thief.get("/account")).status, "Opening the link does nothing").toBe(200);
      await on.press("This was not me");
      await expect(page.getByText("Done", { exact: true })).toBeVisible();
      await expect(
        page.getByText(/Nothing can be changed from within the account before .+ UTC/),
      ).toBeVisible();
      for (const cookies of [browser, thief])
        expect((await cookies.get("/account")).headers.location).toBe("/login?next=%2Faccount");
      await simulator.latestMail(person.email, "Your logins were ended and changes are paused");
      await page.goto(link);
      await expect(page.getByText("This was done already")).toBeVisible();

      await page.getByRole("main").getByRole("link", { name: "Log in" }).click();
      await on.logIn(person.username, person.password);
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Log in", scripted);
      await expect(page.getByText("Changes are paused")).toBeVisible();
      await page.goto("/account/phone");
      await expect(page.getByText(/nothing of this account can be changed before .+ UTC/)).toBeVisible();
      await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
      await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
      await page.goto("/account/history");
      await expect(page.getByText('was answered with "this was not me"').first()).toBeVisible();
      await on.logOut();
      await expect(page).toHaveURL("/");
      const asked = await people.visitor().submit("/reset", "Mail me a link", { identifier: person.email });
      expect(asked.headers.location).toBe("/reset?sent");
      const reset = linkTo(
        "/reset/link",
        (await simulator.latestMail(person.email, "Choose a new password")).text,
      );
      const owner = people.visitor();
      await owner.submit(reset, "Send me a PIN");
      const pin = await simulator.latestCode(person.phone, 3);
      expect((await owner.submit("/reset/pin", "Continue", { pin })).headers.location).toBe(
        "/reset/password",
      );
    });

    test("links that open nothing say so, and have no button", async ({ page }) => {
      for (const path of ["/not-me", "/undo-number"]) {
        for (const query of [
          "",
          "?link=x",
          `?link=${"A".repeat(44)}`,
          "?link=x&link=y",
          "?done",
          "?foreign",
        ]) {
          await page.goto(`${path}${query}`);
          await expect(page.getByText("This link opens nothing"), query).toBeVisible();
          await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
        }
      }
    });
  });
}

test("while changes are paused no form that changes something is shown, and none that is kept works", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const page = await browser.get("/account/username");
  await database.sql`
    update users set frozen_until = now() + interval '1 day' where username = ${person.username}`;
  for (const what of ["username", "email", "password", "phone", "language", "delete"]) {
    const { body } = await browser.get(`/account/${what}`);
    expect(body, what).toMatch(/nothing of this account can be changed before .+ UTC/);
    expect(/<main[\s\S]*<\/main>/.exec(body)?.[0], what).not.toContain("<form");
  }
  const { username } = await people.newPerson();
  const fields = [...hiddenFields(page.body, "Change it"), ["username", username] as const];
  expect((await browser.post("/account/username", fields)).body).toMatch(/can be changed before .+ UTC/);
  expect((await browser.get("/account")).body).toContain(`Hello ${person.username}`);
});

test("a login is told of when its browser is new to the account, and only then", async ({
  people,
  simulator,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const told = async () => {
    const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int from notices where kind = 'new-browser'
        and user_id = (select id from users where username = ${person.username})`;
    return row?.count;
  };
  await browser.submit("/account", "Log out");
  await people.finishLogin(person, await people.beginLogin(person, browser));
  expect(await told(), "The browser that signed up").toBe(0);
  const other = await people.logIn(person);
  expect(await told(), "Another browser").toBe(1);
  await other.submit("/account", "Log out");
  await people.logInByPhone(person, other);
  expect(await told(), "That one again, with the phone alone").toBe(1);
  const { text } = await simulator.latestMail(person.email, NEW_BROWSER);
  expect(text).toContain("Browser: Unknown browser");
});

test("a right password without a right PIN is told: at once from a strange browser, at the last try from a known one", async ({
  people,
  simulator,
  database,
}) => {
  const subject = "Somebody entered your password, and no right PIN";
  const told = async ({ username }: Person) => {
    const rows = await database.sql`
      select 1 from notices where kind = 'failed-factor'
        and user_id = (select id from users where username = ${username})`;
    return rows.length;
  };
  const { person: a } = await people.signUp();
  const { person: b, browser: known } = await people.signUp();
  const pin = async ({ phone }: Person) => ({ pin: await simulator.wrongCode(phone) });
  await known.submit("/account", "Log out");
  const [strange, own] = [await people.beginLogin(a), await people.beginLogin(b, known)];
  await strange.submit("/login/pin", "Log in", await pin(a));
  expect(await told(a)).toBe(1);
  await simulator.latestMail(a.email, subject);
  for (const notices of [0, 0, 1]) {
    await own.submit("/login/pin", "Log in", await pin(b));
    expect(await told(b)).toBe(notices);
  }
  await simulator.latestMail(b.email, subject);
});

test("a notice that could not be delivered is shown to the owner at the next look", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  await people.logIn(person);
  await database.sql`
    update notices set given_up_at = now(), sent_at = null
    where user_id = (select id from users where username = ${person.username})`;
  const { body } = await browser.get("/account");
  expect(body).toContain("We could not reach you");
  expect(body).toContain(NEW_BROWSER);
});
