import { onPage } from "../pages";
import { passProof } from "../time";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("what was typed survives the confirmation, a wrong PIN costs a try, and then the change goes through", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const { username } = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/username");
      await passProof(database, person);
      await page.getByLabel("New user name").fill(username);
      await on.press("Change it");
      await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
      await expect(page.getByText(`phone ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await on.press("Send me a PIN");
      await on.enterPin(await simulator.wrongCode(person.phone), "Confirm", scripted);
      await expect(page.getByText("2 tries left")).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Confirm", scripted);
      await expect(page).toHaveURL("/account/username");
      await expect(page.getByLabel("New user name")).toHaveValue(username);
      await on.press("Change it");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
      await on.logOut();
      await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();
    });

    test("a confirmation that is given up leads back, changes nothing, and its PIN is good for nothing", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await passProof(database, person);
      await page.goto("/account/delete");
      await expect(page).toHaveURL("/account/confirm?next=%2Faccount%2Fdelete");
      await on.follow("Back to your account");
      await expect(page).toHaveURL("/account");
      await page.goto("/account/delete");
      await on.press("Send me a PIN");
      await simulator.latestCode(person.phone, 1);
      await on.press("Back to your account");
      await expect(page).toHaveURL("/account");
      await page.goto("/account/confirm/pin");
      await expect(page).not.toHaveURL(/\/pin$/);
      await page.goto("/account/delete");
      await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
    });

    test("coming back to the confirmation meets the same PIN, and after it there is nothing more to confirm", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await passProof(database, person);
      await page.goto("/account/email");
      await on.press("Send me a PIN");
      await expect(page).toHaveURL("/account/confirm/pin");
      await page.goto("/account");
      await page.goto("/account/email");
      await expect(page).toHaveURL("/account/confirm/pin");
      expect(await simulator.codes(person.phone)).toBe(2);
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Confirm", scripted);
      await expect(page).toHaveURL("/account/email");
      await page.goto("/account/confirm?next=%2Faccount%2Fphone");
      await expect(page).toHaveURL("/account/phone");
    });

    test("of two tabs that ask for two pages the one that confirms serves both, and each comes back to its own", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const { username, email } = await people.newPerson();
      const other = await context.newPage();
      await browser.enter(context);
      await page.goto("/account/username");
      await other.goto("/account/email");
      await passProof(database, person);
      await page.getByLabel("New user name").fill(username);
      await onPage(page).press("Change it");
      await expect(page.getByRole("button", { name: "Send me a PIN" })).toBeVisible();
      await other.getByLabel("New e-mail address").fill(email);
      await onPage(other).press("Send me the link");
      await onPage(other).press("Send me a PIN");
      await onPage(other).enterPin(await simulator.latestCode(person.phone, 1), "Confirm", scripted);
      await expect(other).toHaveURL("/account/email");
      await expect(other.getByLabel("New e-mail address")).toHaveValue(email);
      // The first tab's form was made for the session before: it is asked again, and is not asked for a PIN.
      await onPage(page).press("Send me a PIN");
      await expect(page).toHaveURL("/account/username");
      await page.getByLabel("New user name").fill(username);
      await onPage(page).press("Change it");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
    });
  });
}

test("with JavaScript the back button leads from the PIN to the form, with what was typed", async ({
  page,
  context,
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { email } = await people.newPerson();
  const on = onPage(page);
  await browser.enter(context);
  await page.goto("/account");
  await page.goto("/account/email");
  await passProof(database, person);
  await page.getByLabel("New e-mail address").fill(email);
  await on.press("Send me the link");
  await on.press("Send me a PIN");
  await expect(page.getByLabel("PIN")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/account\/confirm/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL("/account");
  await expect(page.getByText(person.email)).toBeVisible();
});
