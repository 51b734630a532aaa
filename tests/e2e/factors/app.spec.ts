import type { Page } from "@playwright/test";
import { onPage } from "../pages";
import { APPS, codeOf, wrongCodeOf } from "../support/factors";
import { passProof } from "../time";
import { expect, onCodes, test } from "./test";

async function secretOn(page: Page): Promise<string> {
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  await page.getByText("No camera? Type it instead").click();
  return (await page.locator(".enrolment-text").textContent()) ?? "";
}

async function expectNowhere(page: Page, secret: string): Promise<void> {
  const content = await page.content();
  for (const form of [secret, secret.replaceAll(" ", "")])
    expect(content.includes(form), `The secret is on ${page.url()}`).toBe(false);
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toHaveCount(0);
}

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("an app is added with the typed secret, which is nowhere afterwards, and its codes log in once each", async ({
      page,
      context,
      people,
      factors,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto(APPS);
      await on.press("Set up an app");
      const secret = await secretOn(page);
      expect(secret).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/);
      await page.getByLabel("Name of the app").fill("Zoë’s phone");
      await page.getByLabel("Code", { exact: true }).fill(wrongCodeOf(secret));
      await on.press("Add this app");
      await expect(page.getByText("That code is not right.")).toBeVisible();
      await expect(page.getByLabel("Name of the app")).toHaveValue("Zoë’s phone");
      const first = codeOf(secret);
      await page.getByLabel("Code", { exact: true }).fill(first);
      await on.press("Add this app");
      await expect(page.getByText("The app is added")).toBeVisible();
      await expect(page.getByRole("listitem").filter({ hasText: "Zoë’s phone" })).toContainText(
        "Not used yet",
      );
      await expectNowhere(page, secret);
      const { text } = await simulator.latestMail(
        person.email,
        "A new way to log in to your account was added",
      );
      expect(text.includes(secret)).toBe(false);
      for (const path of [APPS, "/account/security", "/account/history"]) {
        await page.goto(path);
        await expectNowhere(page, secret);
      }
      // Without JavaScript the page before is the answer to a post, which no browser keeps.
      for (let back = 0; back < (scripted ? 4 : 3); back += 1) {
        await page.goBack();
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectNowhere(page, secret);
      }

      await page.goto("/account");
      await on.logOut();
      await expect(page).toHaveURL("/");
      const pins = await simulator.codes(person.phone);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByRole("heading", { name: "Enter the code of your app" })).toBeVisible();
      await onCodes(page).enterApp(first, "Log in", scripted);
      await expect(page.getByText("That code is not right, or was used already.")).toBeVisible();
      await expect(page.getByLabel("Code", { exact: true })).toHaveValue("");
      await factors.passSteps(person);
      await onCodes(page).enterApp(codeOf(secret), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      expect(await simulator.codes(person.phone), "PINs that were sent").toBe(pins);
      await page.goto(APPS);
      await expect(page.getByRole("listitem").filter({ hasText: "Zoë’s phone" })).toContainText("Last used");
    });

    test("an app confirms a change of the e-mail address, and what was typed is kept", async ({
      page,
      context,
      people,
      factors,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const { email } = await people.newPerson();
      const secret = await factors.addApp(browser, person);
      const pins = await simulator.codes(person.phone);
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/email");
      await passProof(database, person);
      await page.getByLabel("New e-mail address").fill(email);
      await on.press("Send me the link");
      await on.press("Use an authenticator app");
      await onCodes(page).enterApp(wrongCodeOf(secret), "Confirm", scripted);
      await expect(page.getByText("That code is not right, or was used already.")).toBeVisible();
      await onCodes(page).enterApp(codeOf(secret), "Confirm", scripted);
      await expect(page).toHaveURL("/account/email");
      await expect(page.getByLabel("New e-mail address")).toHaveValue(email);
      await on.press("Send me the link");
      await expect(page.getByText("Look into your mail")).toBeVisible();
      expect(await simulator.codes(person.phone), "PINs that were sent").toBe(pins);
    });

    test("an app, or a recovery code, stands in for the PIN of a reset", async ({
      page,
      context,
      people,
      errands,
      factors,
    }) => {
      const { person: a, browser: browserOfA } = await people.signUp();
      const { person: b, browser: browserOfB } = await people.signUp();
      const secret = await factors.addApp(browserOfA, a);
      const [code = ""] = await factors.addCodes(browserOfB);
      const on = onPage(page);
      await (await errands.toResetPin(a)).enter(context);
      await page.goto("/reset/pin");
      await on.follow("Use an authenticator app");
      await onCodes(page).enterApp(codeOf(secret), "Continue", scripted);
      await expect(page).toHaveURL("/reset/password");
      await page.getByLabel("New password").fill("some other long words");
      await on.press("Save it");
      await expect(page).toHaveURL("/login?ended=reset");

      await (await errands.toResetPin(b)).enter(context);
      await page.goto("/reset/pin");
      await on.follow("Use a recovery code");
      await onCodes(page).enterRecovery("0000-0000-0000-0000", "Continue");
      await expect(page.getByText("That is none of your recovery codes")).toBeVisible();
      await onCodes(page).enterRecovery(code.toLowerCase().replaceAll("-", " "), "Continue");
      await expect(page).toHaveURL("/reset/password");
      await page.goto("/reset/recovery");
      await expect(page).toHaveURL("/reset/password");
    });

    test("whoever removes the last app is told first what is left, and afterwards by mail", async ({
      page,
      context,
      people,
      factors,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const other = await people.logIn(person);
      await factors.addApp(browser, person, "Old phone");
      const on = onPage(page);
      await browser.enter(context);
      await page.goto(APPS);
      await page.getByRole("link", { name: "Remove the app Old phone" }).click();
      await expect(page.getByRole("heading", { name: "Remove this authenticator app?" })).toBeVisible();
      await expect(page.getByText("It is the last one that is stronger than a text")).toBeVisible();
      await on.follow("Keep it");
      await page.getByRole("link", { name: "Remove the app Old phone" }).click();
      await on.press("Remove the authenticator app");
      await expect(page.getByText("The app is removed")).toBeVisible();
      await expect(page.getByRole("button", { name: "Set up an app" })).toBeVisible();
      const { text } = await simulator.latestMail(
        person.email,
        "A way to log in to your account was removed",
      );
      expect(text.replaceAll(/\s+/g, " ")).toContain("the last one that is stronger than a text");
      expect((await other.get("/account")).headers.location).toBe("/login?next=%2Faccount");
    });
  });
}
