import type { Page } from "@playwright/test";
import { onPage } from "../pages";
import { enrolDevice } from "../support/device";
import { codeOf } from "../support/factors";
import { tabTo } from "../tab-to";
import { expect, onCodes, test } from "./test";

const headings = {
  "/login/passkey": "Use your passkey",
  "/login/approve": "Check your phone",
  "/login/authenticator": "Enter the code of your app",
  "/login/pin": "Enter your PIN",
  "/login/recovery": "Enter a recovery code",
} as const;

type Step = keyof typeof headings;

async function expectAt(page: Page, step: Step): Promise<void> {
  await expect(page.getByRole("heading", { name: headings[step] })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${step}(\\?ways=1)?$`));
}

test("from the page of each second step the keyboard alone leads to another one, and nothing is sent before a PIN is chosen", async ({
  page,
  people,
  factors,
  simulator,
}) => {
  const { person, browser, secret } = await factors.owner();
  await enrolDevice(browser, people.visitor(), "My phone");
  await factors.addPasskeyRow(person);
  const pins = await simulator.codes(person.phone);
  const turn = async (label: string, to: Step) => {
    await tabTo(page, label);
    await page.keyboard.press("Enter");
    await expectAt(page, to);
  };
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await expectAt(page, "/login/passkey");
  await turn("Ask my phone instead", "/login/approve");
  await tabTo(page, "Use another way");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Use an authenticator app" })).toBeVisible();
  await turn("Use an authenticator app", "/login/authenticator");
  await expect(page.getByLabel("Code", { exact: true }), "There is one thing to do").toBeFocused();
  await turn("Use a recovery code", "/login/recovery");
  await expect(page.getByLabel("Recovery code")).toBeFocused();
  await turn("Use a passkey", "/login/passkey");
  await turn("Use an authenticator app", "/login/authenticator");
  expect(await simulator.codes(person.phone), "PINs that were sent so far").toBe(pins);
  await turn("Text me a PIN", "/login/pin");
  const pin = await simulator.latestCode(person.phone, pins);
  expect(await simulator.codes(person.phone)).toBe(pins + 1);
  await turn("Use an authenticator app", "/login/authenticator");
  await page.keyboard.type(pin === codeOf(secret) ? "000000" : pin);
  await expect(page.getByText("That code is not right"), "A PIN is no code of an app").toBeVisible();
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.keyboard.type(codeOf(secret));
  await expect(page).toHaveURL("/account");
  expect(await simulator.codes(person.phone)).toBe(pins + 1);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("what was used last in this browser is asked for first there, and the best in another one", async ({
      page,
      context,
      people,
      factors,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const secret = await factors.addApp(browser, person);
      const on = onPage(page);
      const begin = async () => {
        await page.goto("/login");
        await on.logIn(person.username, person.password);
      };
      await begin();
      await expectAt(page, "/login/authenticator");
      await on.press("Text me a PIN");
      const pins = await simulator.codes(person.phone);
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      await on.logOut();
      await expect(page).toHaveURL("/");
      await begin();
      await expectAt(page, "/login/pin");
      expect(await simulator.codes(person.phone)).toBeLessThanOrEqual(pins + 2);
      await on.press("Use an authenticator app");
      await onCodes(page).enterApp(codeOf(secret), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      await on.logOut();
      await expect(page).toHaveURL("/");
      await begin();
      await expectAt(page, "/login/authenticator");
      await context.clearCookies();
      await begin();
      await expectAt(page, "/login/authenticator");
    });

    test("a locked account takes no code and says until when, while its phone and the way for the lost stay open", async ({
      page,
      people,
      factors,
    }) => {
      const { person, browser } = await factors.owner();
      await enrolDevice(browser, people.visitor(), "My phone");
      const on = onPage(page);
      await factors.failFactors(person, 10);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expectAt(page, "/login/approve");
      await page.goto("/login/approve?ways=1");
      for (const [label, step, word] of [
        ["Use an authenticator app", "/login/authenticator", "codes"],
        ["Use a recovery code", "/login/recovery", "codes"],
        ["Text me a PIN", "/login/pin", "PINs"],
      ] as const) {
        await on.press(label);
        await expectAt(page, step);
        await expect(page.getByText(`Too many wrong ${word}`)).toBeVisible();
        await expect(page.getByRole("textbox")).toHaveCount(0);
      }
      await factors.failFactors(person, 50);
      await on.press("Use an authenticator app");
      await expect(page.getByText("No code is taken here any more.")).toBeVisible();
      await on.press("Ask my phone instead");
      await expectAt(page, "/login/approve");
      await page.goto("/login/approve?ways=1");
      await on.follow("I have lost all of these");
      await expect(page).toHaveURL("/login/lost");
      await expect(page.getByRole("heading", { name: "Everything lost?" })).toBeVisible();
      await on.follow("Back to the login");
      await expectAt(page, "/login/approve");
      await on.press("Cancel this login");
      await expect(page).toHaveURL("/");
    });
  });
}
