import { onPage } from "../pages";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a deleted account is gone everywhere at once, its owner is told, and its names are free again", async ({
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
      await on.follow("Delete this account");
      await page.getByLabel("To delete it, enter your user name").fill("somebody-else");
      await on.press("Delete my account");
      await expect(page.getByText("That is not your user name.")).toBeVisible();
      expect((await other.get("/account")).status).toBe(200);
      await page.getByLabel("To delete it, enter your user name").fill(person.username);
      await on.press("Delete my account");
      await expect(page).toHaveURL("/goodbye");
      await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
      await expect(page.getByRole("banner").getByRole("link", { name: "Log in" })).toBeVisible();
      for (const cookies of [browser, other])
        expect((await cookies.get("/account")).headers.location).toBe("/login?next=%2Faccount");
      await simulator.latestMail(person.email, "Your account was deleted");
      await simulator.latestText(person.phone, "Your account was deleted");

      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByText("do not belong together")).toBeVisible();
      await page.goto("/signup");
      await on.fillSignup(person);
      await on.sendPin();
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Create the account", scripted);
      await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
    });
  });
}
