import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import { expect } from "./support/test";

const test = testWith("trusted", { TRUSTED_BROWSER_DAYS: "7" });
test.use({ viewport: { width: 360, height: 800 } });

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a trusted browser shows the account for the password, asks for a PIN before a change, and can be trusted no more", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person } = await people.signUp();
      const on = onPage(page);
      await (await people.logIn(person)).enter(context);
      await page.goto("/account");
      await expect(page.getByText("Trust this browser?")).toBeVisible();
      if (scripted) await expectAccessible(page);
      await on.press("Do not ask for a second step here for 7 days");
      await expect(page.getByText("This browser is trusted", { exact: true })).toBeVisible();
      await expect(page.getByText("This browser", { exact: true })).toBeVisible();
      if (scripted) await expectAccessible(page);

      const pins = await simulator.codes(person.phone);
      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByText("You logged in with the password alone")).toBeVisible();
      expect(await simulator.codes(person.phone)).toEqual(pins);
      await expect(page.getByText("Trust this browser?")).toHaveCount(0);
      if (scripted) await expectAccessible(page);

      await on.follow("Change the user name");
      await expect(page.getByLabel("Your password")).toHaveCount(0);
      await on.press("Send me a PIN");
      await on.enterPin(await simulator.latestCode(person.phone, pins), "Confirm", scripted);
      await expect(page).toHaveURL("/account/username");

      await page.goto("/account/security/browsers");
      await page.getByRole("button", { name: /^Trust it no more/ }).click();
      await expect(page.getByText("No browser is trusted")).toBeVisible();
      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page).toHaveURL("/login/pin");
    });
  });
}

test("where browsers may be trusted, the form for a password asks for 15 characters while it is typed", async ({
  page,
}) => {
  await page.goto("/signup");
  const password = page.getByLabel("Password", { exact: true });
  await expect(page.getByText("At least 15 characters.")).toBeVisible();
  await password.fill("fourteen chars");
  await expect(page.getByText("1 more character.")).toBeVisible();
  await password.blur();
  await expect(page.getByText("Use at least 15 characters.")).toBeVisible();
  await expect(page.getByText("12 characters")).toHaveCount(0);
});
