import { onPage } from "../pages";
import { linkTo } from "../support/links";
import { expect, test } from "./test";

const SEND = "Send me the link";
const AGREE = "Yes, use this address";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a new address counts once its mailbox has said yes, both are told, and the link is good once", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const { email: newEmail } = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("Change the e-mail address");
      await page.getByLabel("New e-mail address").fill(newEmail);
      await on.press(SEND);
      await expect(page.getByText("Until it is opened, the address you had stays")).toBeVisible();
      await expect(page.getByText(person.email)).toBeVisible();

      const link = linkTo(
        "/confirm-email",
        (await simulator.latestMail(newEmail, "Confirm your new e-mail address")).text,
      );
      await page.goto(link);
      await expect(page.getByText(`Shall ${newEmail} be the address`)).toBeVisible();
      expect((await browser.get("/account")).body).toContain(person.email);
      await on.press(AGREE);
      await expect(page.getByText("Your address is changed")).toBeVisible();
      await page.goto(link);
      await expect(page.getByText("That link is over")).toBeVisible();
      await on.follow("Go to your account");
      await expect(page.getByText(newEmail)).toBeVisible();
      await expect(page.getByText(person.email)).toBeHidden();

      for (const address of [person.email, newEmail]) {
        const told = await simulator.latestMail(address, "The e-mail address of your account was changed");
        expect(told.text, "Addresses are told without naming them whole").not.toContain(person.email);
        expect(linkTo("/not-me", told.text)).toMatch(/^\/not-me\?link=/);
      }
      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(newEmail, person.password);
      await expect(page.getByText(`For the account ${person.username}.`)).toBeVisible();
    });
  });
}

test("the link works in a browser that is not logged in, and says whose account it is about", async ({
  people,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const { email } = await people.newPerson();
  await browser.submit("/account/email", SEND, { email });
  const { text } = await simulator.latestMail(email, "Confirm your new e-mail address");
  const stranger = people.visitor();
  expect((await stranger.get(linkTo("/confirm-email", text))).body).toContain(person.username);
  const answer = await stranger.submit(linkTo("/confirm-email", text), AGREE);
  expect(answer.headers.location).toBe("/confirm-email?done=changed");
  expect((await browser.get("/account")).body).toContain(email);
});

test("an address that has an account already is told to its mailbox, and to nobody else", async ({
  people,
  simulator,
}) => {
  const { person: other } = await people.signUp();
  const { person, browser } = await people.signUp();
  const asked = await browser.submit("/account/email", SEND, { email: other.email });
  expect(asked.headers.location).toBe("/account?changed=email-sent");
  const { text } = await simulator.latestMail(other.email, "Confirm your new e-mail address");
  const answer = await people.visitor().submit(linkTo("/confirm-email", text), AGREE);
  expect(answer.headers.location).toBe("/confirm-email?done=taken");
  expect((await browser.get("/account")).body).toContain(person.email);
});

test("a second question withdraws the first, and one's own address is no new one", async ({
  people,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const [first, second] = [(await people.newPerson()).email, (await people.newPerson()).email];
  for (const email of [first, second]) await browser.submit("/account/email", SEND, { email });
  const { text } = await simulator.latestMail(first, "Confirm your new e-mail address");
  expect((await people.visitor().get(linkTo("/confirm-email", text))).body).toContain("That link is over");
  const same = await browser.submit("/account/email", SEND, { email: person.email.toUpperCase() });
  expect(same.body).toContain("This is your address already");
});
