import { expect, test } from "./account/test";
import { onPage } from "./pages";
import { linkTo } from "./support/links";

const NEW = "a whole new sentence to remember";
const SUBJECT = "Choose a new password";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("mailbox and phone together give a new password, which ends every session and logs nobody in", async ({
      page,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const other = await people.logIn(person);
      const on = onPage(page);
      await page.goto("/login");
      await on.follow("Forgotten your password?");
      await page.getByLabel("User name or e-mail address").fill(person.email);
      await on.press("Mail me a link");
      await expect(page.getByText("Look into your mail")).toBeVisible();
      const { text } = await simulator.latestMail(person.email, SUBJECT);
      await page.goto(linkTo("/reset/link", text));
      await expect(page.getByText(`For the account ${person.username}.`)).toBeVisible();
      expect(await simulator.codes(person.phone), "Opening the link sends nothing").toBe(2);
      await on.press("Send me a PIN");
      await on.enterPin(await simulator.wrongCode(person.phone), "Continue", scripted);
      await expect(page.getByText("2 tries left")).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Continue", scripted);
      await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
      await page.getByLabel("New password").fill("passwordpassword");
      await on.press("Save it");
      await expect(page.getByText("lists of leaked or common passwords")).toBeVisible();
      await page.getByLabel("New password").fill(NEW);
      await on.press("Save it");
      await expect(page).toHaveURL("/login?ended=reset");
      await expect(page.getByText("Your password is changed")).toBeVisible();
      for (const cookies of [browser, other])
        expect((await cookies.get("/account")).headers.location).toBe("/login?next=%2Faccount");

      await on.logIn(person.username, person.password);
      await expect(page.getByText("do not belong together")).toBeVisible();
      await on.logIn(person.username, NEW);
      await on.enterPin(await simulator.latestCode(person.phone, 3), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      await simulator.latestMail(person.email, "Your password was reset");
      await simulator.latestText(person.phone, "Your password was reset");
    });

    test("a reset can be given up, and the old password stays", async ({ page, people, simulator }) => {
      const { person } = await people.signUp();
      const on = onPage(page);
      await page.goto("/reset");
      await page.getByLabel("User name or e-mail address").fill(person.username);
      await on.press("Mail me a link");
      await expect(page.getByText("Look into your mail")).toBeVisible();
      await page.goto(linkTo("/reset/link", (await simulator.latestMail(person.email, SUBJECT)).text));
      await on.press("Send me a PIN");
      await on.press("Keep the old password");
      await expect(page).toHaveURL("/");
      await page.goto("/reset/password");
      await expect(page.getByText("That link is over")).toBeVisible();
      await people.beginLogin(person);
    });
  });
}

test("the link is good once, and without the PIN it leads to no form for a password", async ({
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const asking = await people.visitor().submit("/reset", "Mail me a link", { identifier: person.email });
  expect(asking.headers.location).toBe("/reset?sent");
  const link = linkTo("/reset/link", (await simulator.latestMail(person.email, SUBJECT)).text);
  const [thief, owner] = [people.visitor(), people.visitor()];
  const pages = await Promise.all([thief.get(link), owner.get(link)]);
  expect(pages.map(({ status }) => status)).toEqual([200, 200]);
  expect((await thief.submit(link, "Send me a PIN")).headers.location).toBe("/reset/pin");
  expect((await thief.get("/reset/password")).headers.location).toBe("/reset?ended");
  expect((await owner.get(link)).headers.location).toBe("/reset?ended");
  expect((await owner.get("/reset/pin")).headers.location).toBe("/reset?ended");
  await people.beginLogin(person);
});

test("only the newest of several links counts once one is used, and each dies after an hour", async ({
  people,
  simulator,
  database,
}) => {
  const { person } = await people.signUp();
  const links: string[] = [];
  for (const count of [1, 2]) {
    await people.visitor().submit("/reset", "Mail me a link", { identifier: person.username });
    await expect.poll(async () => (await simulator.mails(person.email)).length).toBe(count);
    links.push(linkTo("/reset/link", (await simulator.latestMail(person.email, SUBJECT)).text));
  }
  const [first = "", second = ""] = links;
  const browser = people.visitor();
  expect((await browser.submit(first, "Send me a PIN")).headers.location).toBe("/reset/pin");
  expect((await people.visitor().get(second)).headers.location).toBe("/reset?ended");
  const late = await people.signUp();
  await people.visitor().submit("/reset", "Mail me a link", { identifier: late.person.email });
  const link = linkTo("/reset/link", (await simulator.latestMail(late.person.email, SUBJECT)).text);
  await database.sql`
    update confirmations set expires_at = now() where purpose = 'reset' and state = 'mailed'
      and user_id = (select id from users where username = ${late.person.username})`;
  expect((await people.visitor().get(link)).headers.location).toBe("/reset?ended");
});

test("a name that nobody has is answered as one that somebody has, and nothing is mailed", async ({
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const nobody = await people.newPerson();
  const answers = [];
  for (const { username, email } of [person, nobody]) {
    for (const identifier of [username, email])
      answers.push(await people.visitor().submit("/reset", "Mail me a link", { identifier }));
  }
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(
    new Set(["303 /reset?sent"]),
  );
  await expect.poll(async () => (await simulator.mails(person.email)).length).toBe(2);
  expect(await simulator.mails(nobody.email)).toEqual([]);
});
