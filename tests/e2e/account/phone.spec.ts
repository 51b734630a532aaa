import { onPage } from "../pages";
import { linkTo } from "../support/links";
import { passProof } from "../time";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a new number is kept over the confirmation, proved, told to both phones, and can be taken back", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const newer = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/phone");
      await passProof(database, person);
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(newer.national);
      await on.press("Send me a PIN");
      await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
      await on.press("Send me a PIN");
      await expect(page.getByText(`phone ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Confirm", scripted);

      await expect(page).toHaveURL("/account/phone");
      await expect(page.getByLabel("Phone number")).toHaveValue(newer.national);
      await on.press("Send me a PIN");
      await expect(page.getByText(`phone ending in ${newer.phone.slice(-2)}`)).toBeVisible();
      await on.enterPin(await simulator.latestCode(newer.phone), "Change the number", scripted);
      await expect(page.getByText("Your phone is changed")).toBeVisible();
      await on.follow("History");
      const [from, to] = [person.phone.slice(-2), newer.phone.slice(-2)];
      const told = `The phone was changed from the number ending in ${from} to the one ending in ${to}`;
      await expect(page.getByText(told)).toBeVisible();

      const words = "Your phone number was changed";
      const text = await simulator.latestText(person.phone, words);
      expect(await simulator.latestText(newer.phone, words)).not.toContain("/undo-number");
      await context.clearCookies({ name: "countersign-browser" });
      await page.goto(linkTo("/undo-number", text));
      await on.press("Take the number back");
      await expect(page.getByText("The change was taken back")).toBeVisible();
      await page.goto("/account");
      await expect(page).toHaveURL("/login?next=%2Faccount");
      await on.logIn(person.username, person.password);
      await expect(page.getByText(`phone ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Log in", scripted);
      await expect(page.getByText("Changes are paused")).toBeVisible();
    });

    test("whoever keeps the old number after all has it kept, and a wrong one is corrected", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const newer = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/phone");
      await page.getByLabel("Country").selectOption("GB");
      await page.getByLabel("Phone number").fill(person.national);
      await on.press("Send me a PIN");
      await expect(page.getByText("This is your number already")).toBeVisible();
      await page.getByLabel("Phone number").fill(newer.national);
      await on.press("Send me a PIN");
      await on.enterPin(await simulator.wrongCode(newer.phone), "Change the number", scripted);
      await expect(page.getByText("That PIN is not right")).toBeVisible();
      await on.follow("Use another number");
      await expect(page).toHaveURL("/account/phone");
      await page.goto("/account/phone/pin");
      await on.press("Keep the old number");
      await expect(page).toHaveURL("/account");
      await expect(page.getByText(`Ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await page.goto("/account/phone/pin");
      await expect(page).toHaveURL("/account/phone");
    });
  });
}

test("a number of another account is told after its PIN and stays there, and its owner hears of it", async ({
  people,
  simulator,
}) => {
  const { person: other } = await people.signUp();
  const { person, browser } = await people.signUp();
  const typed = { country: "GB", phone: other.national };
  const asked = await browser.submit("/account/phone", "Send me a PIN", typed);
  expect(asked.headers.location).toBe("/account/phone/pin");
  const pin = await simulator.latestCode(other.phone, 1);
  const answer = await browser.submit("/account/phone/pin", "Change the number", { pin });
  expect(answer.headers.location).toBe("/account/phone?taken");
  expect((await browser.land(answer)).body).toContain("This number already belongs to an account");
  expect((await browser.get("/account")).body).toContain(person.phone.slice(-2));
  await simulator.latestMail(other.email, "Somebody else has a phone with your number");
});

test("a number that was just changed opens nothing by itself and resets no password", async ({
  people,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  await browser.submit("/account/phone", "Send me a PIN", { country: "GB", phone: newer.national });
  const pin = await simulator.latestCode(newer.phone);
  const changed = await browser.submit("/account/phone/pin", "Change the number", { pin });
  expect(changed.headers.location).toBe("/account?changed=phone");

  const phone = await people.beginPhoneLogin(newer);
  const second = await simulator.latestCode(newer.phone, 1);
  expect((await phone.submit("/login/pin", "Log in", { pin: second })).headers.location).toBe("/login/more");
  await people.visitor().submit("/reset", "Mail me a link", { identifier: person.username });
  const { text } = await simulator.latestMail(person.email, "Choose a new password");
  const page = await people.visitor().get(linkTo("/reset/link", text));
  expect(page.body).toContain("The phone of this account is too new");
  expect(page.body).not.toContain("Send me a PIN");
});
