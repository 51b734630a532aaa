import { onPage } from "../pages";
import { passApproval } from "../time";
import { onDesk } from "./on-desk";
import { onPhone, otherThan } from "./on-phone";
import { expect, test } from "./test";

test("a no on the phone lets nobody in and offers no other way", async ({
  page,
  enrolled: { person, phone },
  simulator,
}) => {
  const withPhone = onPhone(phone);
  await onDesk(page).logIn(person);
  await withPhone.open();
  await withPhone.tap("Say no");
  await expect(phone.getByText("Nothing was done, and the other screen says so.")).toBeVisible();
  await expect(page.getByText("You said no on your phone")).toBeVisible();
  await expect(page.getByRole("button", { name: /PIN|again/ })).toHaveCount(0);
  await simulator.latestMail(person.email, "Somebody asked your phone, and was refused");
  await onPage(page).follow("Log in again");
  await expect(page).toHaveURL("/login");
});

test("wrong digits are told on both screens and end the request at the third try; then the phone can be asked again", async ({
  page,
  enrolled: { person, phone },
}) => {
  const withPhone = onPhone(phone);
  const wrong = otherThan(await onDesk(page).logIn(person));
  await withPhone.open();
  await withPhone.type("12");
  await expect(phone.getByText("Type all 6 digits that the other screen shows.")).toBeVisible();
  for (const left of ["2 tries are left.", "One try is left."]) {
    await withPhone.type(wrong);
    await expect(phone.getByText(left)).toBeVisible();
    await expect(page.getByText(`The digits typed on the phone were wrong. ${left}`)).toBeVisible();
  }
  await withPhone.type(wrong);
  await expect(phone.getByText("Wrong digits, three times")).toBeVisible();
  await expect(page.getByText("Wrong digits, three times")).toBeVisible();
  await onPage(page).press("Ask my phone again");
  await withPhone.approve(await onDesk(page).digits());
  await expect(page).toHaveURL("/account");
});

test('"this was not me" ends every session at once, refuses the login and tells the owner', async ({
  page,
  enrolled: { person, phone, browser },
  anotherBrowser,
  simulator,
}) => {
  const elsewhere = await anotherBrowser();
  await browser.enter(elsewhere);
  const inside = await elsewhere.newPage();
  await inside.goto("/account");
  await onDesk(page).logIn(person);
  await onPhone(phone).open();
  await onPhone(phone).tap("This was not me");
  await expect(phone.getByText("every browser was logged out of the account")).toBeVisible();
  await inside.getByRole("link", { name: "Security" }).click();
  await expect(inside).toHaveURL(/\/login\?next=/);
  await expect(page.getByText("Your phone said that this was not you")).toBeVisible();
  await expect(page.getByRole("button", { name: /PIN|again/ })).toHaveCount(0);
  await simulator.latestMail(person.email, "Somebody asked your phone, and was refused");
});

test("a request that nobody answers lapses on both screens, and the phone can be asked again with other digits", async ({
  page,
  enrolled: { person, phone },
  database,
}) => {
  const first = await onDesk(page).logIn(person);
  const [row] = await database.sql<{ id: string }[]>`
    select approvals.id from approvals join users on users.id = user_id where username = ${person.username}`;
  await phone.goto(`/approve#${row?.id}`);
  await expect(phone.getByRole("article")).toBeVisible();
  await passApproval(database, person, 91);
  await expect(page.getByText("No answer came in time")).toBeVisible();
  await expect(phone.getByText("Too late")).toBeVisible();
  await onPage(page).press("Ask my phone again");
  const second = await onDesk(page).digits();
  expect(second).not.toBe(first);
  await onPhone(phone).approve(second);
  await expect(page).toHaveURL("/account");
});

test("a reload and the back button meet the same digits and a clock that has run on", async ({
  page,
  enrolled: { person, phone },
  database,
}) => {
  const desk = onDesk(page);
  const digits = await desk.logIn(person);
  await expect(page.getByText(/Time left: 1:[0-3]\d/)).toBeVisible();
  await passApproval(database, person, 40);
  await page.reload();
  await expect(page.getByText(/Time left: 0:[1-5]\d/)).toBeVisible();
  expect(await desk.digits()).toBe(digits);
  await page.getByRole("link", { name: "Countersign" }).first().click();
  await expect(page).toHaveURL("/");
  await page.goBack();
  await expect(page.getByText(/Time left: 0:[1-5]\d/)).toBeVisible();
  expect(await desk.digits()).toBe(digits);
  await onPhone(phone).approve(digits);
  await expect(page).toHaveURL("/account");
});

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript on the desktop" : "without JavaScript on the desktop", () => {
    test.use({ javaScriptEnabled: scripted });

    test("other ways are offered after 20 seconds, and at once when asked for; the phone is asked no more", async ({
      page,
      enrolled: { person, phone },
      simulator,
      database,
    }) => {
      const on = onPage(page);
      const before = await simulator.codes(person.phone);
      await onDesk(page).logIn(person);
      const [row] = await database.sql<{ id: string }[]>`
        select approvals.id from approvals join users on users.id = user_id where username = ${person.username}`;
      await phone.goto(`/approve#${row?.id}`);
      await expect(phone.getByRole("article")).toBeVisible();
      await expect(page.getByRole("button", { name: /PIN/ })).toHaveCount(0);
      await passApproval(database, person, 21);
      await on.press("Text me a PIN");
      await expect(phone.getByText("Not asked any more")).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, before), "Log in", scripted);
      await expect(page).toHaveURL("/account");

      await page.context().clearCookies();
      await onDesk(page).logIn(person);
      await on.follow("Use another way");
      await on.press("Call me with a PIN");
      await expect(page.getByText(/We (call|are calling)/).first()).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, before + 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });
  });
}
