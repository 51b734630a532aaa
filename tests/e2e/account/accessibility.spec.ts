import { expectFitting } from "../accessible";
import { onPage } from "../pages";
import type { Visitor } from "../support/visitor";
import { passProof } from "../time";
import { test as base, expect } from "./test";

type Look = (path: string) => Promise<void>;

const test = base.extend<{ as: (visitor: Visitor) => Promise<Look> }>({
  as: ({ page, context }, use) =>
    use(async (visitor) => {
      await context.clearCookies();
      await visitor.enter(context);
      return async (path) => {
        await page.goto(path);
        expect(new URL(page.url()).pathname).toBe(path.replace(/\?.*/, ""));
        await expectFitting(page);
      };
    }),
});

test("axe finds nothing on what an account shows", async ({ as, people, database }) => {
  const { person, browser } = await people.signUp();
  await people.logIn(person);
  await database.sql`
    update notices set given_up_at = now()
    where user_id = (select id from users where username = ${person.username})`;
  const look = await as(browser);
  for (const path of ["/account?changed=password", "/account/sessions?ended=none", "/account/history"])
    await look(path);
  await look("/account/history?before=1");
});

test("axe finds nothing on the forms that change a name, an address, a number", async ({ as, people }) => {
  const { browser } = await people.signUp();
  const look = await as(browser);
  for (const what of ["username", "email", "phone?taken"]) await look(`/account/${what}`);
});

test("axe finds nothing on the forms that change a password, the language, and everything", async ({
  as,
  people,
  page,
}) => {
  const { browser } = await people.signUp();
  const look = await as(browser);
  for (const what of ["language", "delete"]) await look(`/account/${what}`);
  await page.goto("/account/password");
  await onPage(page).press("Change it");
  await expect(page.getByText("Enter your password")).toBeVisible();
  await page.getByLabel("New password").fill("a few words that I remember");
  await expectFitting(page);
});

test("axe finds nothing on the way through a confirmation", async ({ as, people, errands, database }) => {
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  const confirm = "/account/confirm?next=/account/email";
  await (await as(await errands.toPhonePin(browser, newer)))("/account/phone/pin");
  const alone = await as(await people.logInByPhone(person));
  for (const path of ["/account", confirm]) await alone(path);
  await passProof(database, person);
  await (await as(browser))(confirm);
  await errands.toConfirmPin(browser, person, "/account/email");
  await (await as(browser))("/account/confirm/pin");
});

test("axe finds nothing on a login by phone", async ({ as, people, errands }) => {
  const { person } = await people.signUp();
  const look = await as(people.visitor());
  for (const path of ["/login/phone", "/login?ended=reset", "/goodbye"]) await look(path);
  await (await as(await people.beginPhoneLogin(person)))("/login/pin");
  const { person: other } = await people.signUp();
  await (await as(await errands.toMore(other)))("/login/more");
});

test("axe finds nothing on the way to a new password", async ({ as, people, errands }) => {
  const { person } = await people.signUp();
  const { person: other } = await people.signUp();
  const look = await as(people.visitor());
  for (const path of ["/reset?sent", "/reset?ended"]) await look(path);
  await look(await errands.resetLink(person));
  await (await as(await errands.toResetPin(person)))("/reset/pin");
  await (await as(await errands.toResetPassword(other)))("/reset/password");
});

test("axe finds nothing behind the links in messages", async ({ as, people, errands }) => {
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  const look = await as(people.visitor());
  await look(await errands.notMeLink(person));
  await look(await errands.emailLink(browser, newer.email));
  await look(await errands.changePhone(browser, person, newer));
  for (const path of ["/not-me", "/undo-number", "/confirm-email?done=changed"]) await look(path);
});

test("axe finds nothing once such a link was used", async ({ as, people, errands }) => {
  const { person, browser } = await people.signUp();
  const link = await errands.notMeLink(person);
  const undo = await errands.changePhone(browser, person, await people.newPerson());
  const look = await as(people.visitor());
  await people.visitor().submit(undo, "Take the number back");
  await people.visitor().submit(link, "This was not me");
  for (const path of [undo, link, `${link}&done`]) await look(path);
  const frozen = await as(await people.logIn(person));
  for (const path of ["/account", "/account/email"]) await frozen(path);
});
