import { onPage } from "../pages";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a new user name is on every page at once and logs in; the old one is nobody's, and the owner is told", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const { username: newName } = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("Change the user name");
      await page.getByLabel("New user name").fill(newName);
      await on.press("Change it");
      await expect(page).toHaveURL("/account?changed=username");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
      await expect(page.getByRole("banner").getByRole("link", { name: newName })).toBeVisible();
      await expect(page.getByRole("heading", { name: `Hello ${newName}` })).toBeVisible();

      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByText("do not belong together")).toBeVisible();
      await on.logIn(newName, person.password);
      await expect(page.getByText(`For the account ${newName}.`)).toBeVisible();
      const { text } = await simulator.latestMail(person.email, "Your user name was changed");
      const told = `The user name of your account was changed, from ${person.username} to ${newName}.`;
      expect(text.replaceAll(/\s+/g, " ")).toContain(told);
    });

    test("a taken user name is told at its field, and what was typed stays", async ({
      page,
      context,
      people,
    }) => {
      const { person: other, browser: another } = await people.signUp();
      const { browser } = await people.signUp();
      await browser.enter(context);
      await page.goto("/account/username");
      await page.getByLabel("New user name").fill(other.username.toUpperCase());
      await onPage(page).press("Change it");
      await expect(page.getByText("Somebody has this user name")).toBeVisible();
      await expect(page.getByLabel("New user name")).toHaveValue(other.username.toUpperCase());
      expect((await another.get("/account")).body).toContain(`Hello ${other.username}`);
    });
  });
}
