import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import type { Person } from "./support/people";
import { passTime } from "./time";
import { untilTold } from "./told";

const test = testWith("delivery");

async function toPinPage(page: Page, person: Person): Promise<void> {
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await expect(page.getByRole("heading", { name: "Enter your PIN" })).toBeVisible();
}

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    /** News comes by itself, or is asked for. */
    async function expectNews(page: Page, words: string | RegExp) {
      if (!scripted) await page.getByRole("link", { name: "See what has happened" }).click();
      await expect(page.getByText(words).first()).toBeVisible();
    }

    test("a text that cannot be delivered is told, and the phone is called instead", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await simulator.fault({ operation: "deliver", number: person.phone, effect: { kind: "refuse" } });
      await toPinPage(page, person);
      await untilTold(database, person.phone, "undelivered");
      await expectNews(page, "The text could not be delivered. We are calling the phone");
      await expect(
        page.getByRole("listitem").filter({ hasText: "The text could not be delivered" }),
      ).toBeVisible();
      await expect(page.getByRole("listitem").last()).toHaveText(/0:0\d\s*We are calling/);
      await expect(page.getByRole("button", { name: "Call me now" })).toHaveCount(0);
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a text that does not come is followed by a call at the time that was told", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await simulator.fault({ operation: "deliver", number: person.phone, effect: { kind: "drop" } });
      await toPinPage(page, person);
      await expect(page.getByText(/No text yet\? We call you in 2:(30|2\d)/)).toBeVisible();
      await passTime(database, person.phone, 140);
      await page.reload();
      await expect(page.getByText(/We call you in 0:(10|0\d)/)).toBeVisible();
      expect(await simulator.messages(person.phone)).toHaveLength(1);
      await simulator.advance(150);
      await expectNews(page, /We are calling the phone ending in \d\d to read the PIN out/);
      await expect(page.getByText("If the text still comes, it has the same PIN")).toBeVisible();
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a login by phone is called too when no text comes, whoever's number it is", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await simulator.fault({ operation: "deliver", number: person.phone, effect: { kind: "drop" } });
      for (const someone of [await people.newPerson(), person]) {
        await onPage(page).logInByPhone(someone);
        await expect(page.getByText(/No text\? We call in 2:(30|2\d)/)).toBeVisible();
        await passTime(database, someone.phone, 150);
        await page.reload();
        await expect(page.getByText("we are calling it to read a PIN out")).toBeVisible();
      }
      await simulator.advance(150);
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a call can be asked for at once, and the text's PIN stays good", async ({
      page,
      people,
      simulator,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      const pin = await simulator.latestCode(person.phone, 1);
      await page.getByRole("button", { name: "Call me now" }).click();
      await expect(page.getByText("We are calling the phone")).toBeVisible();
      expect(await simulator.latestCode(person.phone, 2)).toBe(pin);
      await onPage(page).enterPin(pin, "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a call that could not be started is told, and the text's PIN stays good", async ({
      page,
      people,
      simulator,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      const effect = { kind: "answer", status: 500 } as const;
      await simulator.fault({ operation: "next", number: person.phone.slice(1), lasting: true, effect });
      await page.getByRole("button", { name: "Call me now" }).click();
      await expect(page.getByText("That could not be started just now")).toBeVisible();
      await simulator.clearFaults();
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("whoever refuses the call keeps the text's PIN until shortly before it, and is not called", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      await simulator.latestCode(person.phone, 1);
      await page.getByRole("button", { name: "Do not call me" }).click();
      await expect(page.getByText("No call will come.")).toBeVisible();
      await expect(page.getByText(/good for 2:1\d more/)).toBeVisible();
      await expect(page.getByRole("button", { name: "Call me now" })).toHaveCount(0);

      await simulator.advance(140);
      await passTime(database, person.phone, 135);
      await page.reload();
      // With script or without, the page comes by itself for what is due now.
      await expect(page.getByText("No call will come, and this PIN has ended with it")).toBeVisible();
      await simulator.advance(30);
      expect((await simulator.messages(person.phone)).map(({ channel }) => channel)).not.toContain("voice");

      await page.getByRole("button", { name: "Send a new PIN" }).click();
      await expect(page.getByLabel("PIN")).toBeVisible();
      await expect(page.getByText("We call you in")).toHaveCount(0);
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 2), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("the text's PIN logs in also when the call is refused", async ({ page, people, simulator }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      await page.getByRole("button", { name: "Do not call me" }).click();
      await expect(page.getByText("No call will come.")).toBeVisible();
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a new PIN can be had once its time has come, and what becomes of the old one is said before", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      await expect(page.getByText("The PIN that you have already ends then")).toBeVisible();
      const again = page.getByRole("button", { name: "Send a new PIN" });
      if (scripted) await expect(again).toHaveAttribute("aria-disabled", "true");
      await simulator.advance(31);
      await passTime(database, person.phone, 31);
      await page.reload();
      await again.click();
      await expect(page.getByText(/The PIN is good for (5:00|4:5\d)/)).toBeVisible();
      await onPage(page).enterPin(await simulator.latestCode(person.phone, 2), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a number that the network calls no mobile number is told at the sign-up, with the way to another", async ({
      page,
      people,
      simulator,
    }) => {
      const person = await people.newPerson();
      const problem = {
        type: "https://developer.vonage.com/api-errors#invalid-param",
        title: "Invalid params",
        detail: "The value of one or more parameters is invalid",
        instance: "00000000-0000-4000-8000-000000000000",
        invalid_parameters: [{ name: "workflow[0].to", reason: "`to` Phone number is invalid" }],
      };
      const effect = { kind: "answer", status: 422, problem } as const;
      await simulator.fault({ operation: "start", number: person.phone.slice(1), effect });
      await page.goto("/signup");
      await onPage(page).fillSignup(person);
      await onPage(page).sendPin();
      await expect(page.getByText("No PIN can go to this number")).toBeVisible();
      await page.getByRole("link", { name: "Use another number" }).click();
      await expect(page.getByLabel("User name")).toHaveValue(person.username);
    });

    test("a sign-up can be cancelled, and is over then", async ({ page, people }) => {
      await page.goto("/signup");
      await onPage(page).fillSignup(await people.newPerson());
      await onPage(page).sendPin();
      await page.getByRole("button", { name: "Cancel this sign-up" }).click();
      await expect(page).toHaveURL("/");
      await page.goto("/signup/pin");
      await expect(page.getByText("That took too long")).toBeVisible();
    });
  });
}

for (const width of [320, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("axe finds nothing on what becomes of a text", async ({ page, people, simulator, database }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      await page.getByRole("button", { name: "Do not call me" }).click();
      await expect(page.getByText("No call will come.")).toBeVisible();
      await expectAccessible(page);
      await simulator.advance(140);
      await passTime(database, person.phone, 140);
      await page.reload();
      await expect(page.getByText("this PIN has ended with it")).toBeVisible();
      await expectAccessible(page);
    });

    test("axe finds nothing on a call and on a failure", async ({ page, people, simulator }) => {
      const { person } = await people.signUp();
      await simulator.fault({ operation: "deliver", number: person.phone, effect: { kind: "refuse" } });
      await toPinPage(page, person);
      await expect(page.getByText("We are calling the phone")).toBeVisible();
      await expectAccessible(page);
      await simulator.fault({
        operation: "start",
        number: person.phone.slice(1),
        effect: { kind: "answer", status: 503 },
      });
      await page.getByRole("button", { name: "Cancel this login" }).click();
      await toPinPage(page, person);
      await expect(page.getByRole("alert").filter({ hasText: "PIN" })).toBeVisible();
      await expectAccessible(page);
    });
  });
}
