import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import { expect } from "./support/test";
import { passProof } from "./time";

const test = testWith("phone-signup", { SIGNUP_BY_PHONE: "1" });
test.use({ viewport: { width: 360, height: 800 } });

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a number that is new makes an account without a password, which can change nothing before it has one", async ({
      page,
      people,
      simulator,
    }) => {
      const person = await people.newPerson();
      const { username: newName } = await people.newPerson();
      const { person: other } = await people.signUp();
      const on = onPage(page);
      await on.logInByPhone(person);
      await on.enterPin(await simulator.latestCode(person.phone), "Log in", scripted);
      await expect(page.getByRole("heading", { name: "Your number is new here" })).toBeVisible();
      await page.getByLabel("User name").fill(other.username);
      await page.getByLabel("E-mail address").fill(person.email);
      await on.press("Create the account");
      await expect(page.getByText("Somebody has this user name")).toBeVisible();
      await page.getByLabel("User name").fill(person.username);
      await on.press("Create the account");
      await expect(page).toHaveURL("/account?welcome");
      await expect(page.getByText("logging in takes a PIN")).toBeVisible();
      await expect(page.getByText("choose a password first")).toBeVisible();

      await on.follow("Change the user name");
      await expect(page.getByText("Your account needs a password first")).toBeVisible();
      await on.follow("Choose a password");
      await expect(page.getByLabel("Your password now")).toHaveCount(0);
      await page.getByLabel("New password").fill(person.password);
      await on.press("Save it");
      await expect(page.getByText("Your password is changed")).toBeVisible();
      await on.logOut();
      await expect(page).toHaveURL("/");

      await people.logIn(person);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      await on.follow("Change the user name");
      await page.getByLabel("New user name").fill(newName);
      await on.press("Change it");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
    });
  });
}

test("an account without a password confirms with its phone before it chooses one, once that is long ago", async ({
  page,
  people,
  simulator,
  database,
}) => {
  const person = await people.newPerson();
  const browser = await people.beginPhoneLogin(person);
  const pin = await simulator.latestCode(person.phone);
  expect((await browser.submit("/login/pin", "Log in", { pin })).headers.location).toBe("/login/more");
  await browser.enter(page.context());
  await page.goto("/login/more");
  await expectAccessible(page);
  const names = { username: person.username, email: person.email };
  const made = await browser.submit("/login/more", "Create the account", names);
  expect(made.headers.location).toBe("/account?welcome");
  await browser.enter(page.context());
  for (const path of ["/account?welcome", "/account/confirm?next=/account/email", "/account/password"]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await passProof(database, person);
  await page.getByLabel("New password").fill(person.password);
  await onPage(page).press("Save it");
  await onPage(page).press("Send me a PIN");
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Confirm", true);
  await expect(page).toHaveURL("/account/password");
  await expect(page.getByLabel("New password"), "A password is never kept").toHaveValue("");
  await page.getByLabel("New password").fill(person.password);
  await onPage(page).press("Save it");
  await expect(page.getByText("Your password is changed")).toBeVisible();
});
