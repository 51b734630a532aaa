import { onPage } from "../pages";
import { expect, test } from "./test";

const NEW = "a whole new sentence to remember";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a new password ends every other session at once, this one goes on and can still log out", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const other = await people.logIn(person);
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("Change the password");
      await page.getByLabel("Your password now").fill(person.password);
      await page.getByLabel("New password").fill(NEW);
      await on.press("Change it");
      await expect(page.getByText("Your password is changed")).toBeVisible();
      expect((await other.get("/account")).headers.location).toBe("/login?next=%2Faccount");
      expect((await browser.copy().get("/account")).headers.location, "The cookie from before").toBe(
        "/login?next=%2Faccount",
      );

      await on.follow("Sessions");
      await expect(page.getByText("No other browser is logged in")).toBeVisible();
      await on.logOut();
      await expect(page).toHaveURL("/");
      await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();

      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByText("do not belong together")).toBeVisible();
      await on.logIn(person.username, NEW);
      await expect(page.getByRole("heading", { name: "Enter your PIN" })).toBeVisible();
      await simulator.latestMail(person.email, "Your password was changed");
      await simulator.latestText(person.phone, "Your password was changed");
    });

    test("a wrong current password and a weak new one are told at their fields, and change nothing", async ({
      page,
      context,
      people,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/password");
      await page.getByLabel("Your password now").fill("not the password");
      await page.getByLabel("New password").fill(NEW);
      await on.press("Change it");
      await expect(page.getByLabel("Your password now")).toHaveAccessibleDescription(
        "That is not your password.",
      );
      await expect(page.getByLabel("Your password now")).toHaveValue("");
      await page.getByLabel("Your password now").fill(person.password);
      await page.getByLabel("New password").fill(`${person.username} is my name`);
      await on.press("Change it");
      await expect(page.getByText("Leave your user name and e-mail address out")).toBeVisible();
      await people.beginLogin(person);
    });
  });
}
