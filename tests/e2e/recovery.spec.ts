import { expectFitting } from "./accessible";
import { expect, test } from "./account/test";
import { onPage } from "./pages";
import { linkTo } from "./support/links";
import { passRecovery } from "./time";

const ASKED = "Somebody wants to replace the phone of your account";
const READY = "You can get back into your account now";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("who has lost everything waits, and gives the account a new phone with the mailed link", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const newer = await people.newPerson();
      const on = onPage(page);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await on.follow("I have lost all of these");
      await expect(page.getByRole("heading", { name: "Everything lost?" })).toBeVisible();
      if (scripted) await expectFitting(page);
      await on.press("Begin the wait");
      await expect(page.getByText("It is asked for")).toBeVisible();
      if (scripted) await expectFitting(page);
      await simulator.latestMail(person.email, ASKED);
      await simulator.latestText(person.phone, "without its second factor");
      await on.follow("Back to the login");
      await expect(page.getByLabel("PIN")).toBeVisible();

      await passRecovery(database, person, 73);
      // Whoever does something next sends what is due.
      await people.visitor().submit("/reset", "Mail me a link", { identifier: "nobody-here" });
      await page.goto(linkTo("/recover/link", (await simulator.latestMail(person.email, READY)).text));
      await expect(page.getByText(`For the account ${person.username}.`)).toBeVisible();
      if (scripted) await expectFitting(page);
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(newer.national);
      await on.press("Send me a PIN");
      await expect(page.getByText("That is not the password of this account")).toBeVisible();
      await expect(page.getByLabel("Phone number")).toHaveValue(newer.national);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await on.press("Send me a PIN");
      await expect(page.getByText(`phone ending in ${newer.phone.slice(-2)}`)).toBeVisible();
      if (scripted) await expectFitting(page);
      await on.enterPin(await simulator.latestCode(newer.phone), "Replace everything", scripted);
      await expect(page).toHaveURL("/login?ended=recovered");
      await expect(page.getByText("Your account has a new phone")).toBeVisible();
      expect((await browser.get("/account")).headers.location).toBe("/login?next=%2Faccount");
      for (const phone of [person.phone, newer.phone])
        await simulator.latestText(phone, "Your account was given a new phone");

      await on.logIn(person.username, person.password);
      await on.enterPin(await simulator.latestCode(newer.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("whoever is logged in meanwhile sees it and stops it, and the link opens nothing then", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const asking = await people.beginLogin(person);
      expect((await asking.submit("/login/lost", "Begin the wait")).headers.location).toBe("/login/lost");
      await simulator.latestMail(person.email, ASKED);
      await passRecovery(database, person, 73);
      await people.visitor().submit("/reset", "Mail me a link", { identifier: "nobody-here" });
      const link = linkTo("/recover/link", (await simulator.latestMail(person.email, READY)).text);
      await browser.enter(context);
      await page.goto("/account");
      await expect(page.getByText(ASKED.replace("your", "this"))).toBeVisible();
      if (scripted) await expectFitting(page);
      await onPage(page).press("Stop it");
      await expect(page.getByText("It is stopped")).toBeVisible();
      await simulator.latestMail(person.email, "Replacing the phone of your account was stopped");
      await page.goto(link);
      await expect(page.getByText("That is over")).toBeVisible();
      if (scripted) await expectFitting(page);
    });
  });
}
