import { expectFitting } from "../accessible";
import { onPage } from "../pages";
import { digitsOn, makeLink, sendPost, waitingFor } from "../support/device";
import type { Visitor } from "../support/visitor";
import { passApproval, passProof } from "../time";
import { onPhone, otherThan } from "./on-phone";
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

test("axe finds nothing on the list of phones and on a link for one more", async ({
  as,
  page,
  people,
  approvals,
}) => {
  await (await as((await people.signUp()).browser))("/account/security");
  const { browser } = await approvals.owner("W".repeat(40));
  await (await as(browser))("/account/security?done=removed");
  await onPage(page).press("Enrol another phone");
  await page.getByText("The link as text").click();
  await page.getByText("Rename", { exact: true }).click();
  await expectFitting(page);
});

test("axe finds nothing on the way from a link to an enrolled phone", async ({ page, people }) => {
  const { browser } = await people.signUp();
  await page.goto("/approve");
  await onPage(page).press("Open the link");
  await expect(page.getByText("That is not an enrolment link.")).toBeVisible();
  await expectFitting(page);
  await page.goto(`/approve/enrol#${await makeLink(browser)}`);
  await page.getByLabel("Name of this phone").fill("");
  await onPage(page).press("Enrol this phone");
  await expect(page.getByText("Give this phone a name.")).toBeVisible();
  await expectFitting(page);
  await page.getByLabel("Name of this phone").fill("Desk");
  await onPage(page).press("Enrol this phone");
  await expect(page.getByRole("heading", { name: "This phone approves now" })).toBeVisible();
  await expectFitting(page);
});

test("axe finds nothing on a phone that is asked, has typed wrong digits, and has said no, however long the names are", async ({
  phone,
  people,
  approvals,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const link = `/approve/enrol#${await makeLink(browser)}`;
  await database.sql`update users set username = ${"w".repeat(32)} where username = ${person.username}`;
  await onPhone(phone).enrol(link, "A phone");
  const digits = digitsOn(await (await approvals.beginLogin(person)).get("/login/approve"));
  await onPhone(phone).open();
  await onPhone(phone).type(otherThan(digits));
  await expect(phone.getByText("2 tries are left")).toBeVisible();
  await expectFitting(phone);
  await onPhone(phone).tap("Say no");
  await expect(phone.getByText("Refused", { exact: true })).toBeVisible();
  await expectFitting(phone);
});

test("axe finds nothing on a login that waits for a phone, and on one that it refuses or does not answer", async ({
  as,
  approvals,
  people,
  database,
}) => {
  const { person, device } = await approvals.owner();
  const browser = await approvals.beginLogin(person);
  const wrong = otherThan(digitsOn(await browser.get("/login/approve")));
  const phone = people.visitor();
  await sendPost(phone, (await waitingFor(phone, device)).answer("approved", wrong));
  const look = await as(browser);
  await look("/login/approve?ways=1");
  await passApproval(database, person, 91);
  await look("/login/approve?ask=limit");
  const again = await approvals.beginLogin(person);
  await approvals.decide(device, "denied", again, "/login/approve");
  await (await as(again))("/login/approve");
});

test("axe finds nothing on a confirmation and an action that wait for a phone", async ({
  as,
  page,
  approvals,
  database,
}) => {
  const { person, browser } = await approvals.owner();
  await passProof(database, person);
  const look = await as(browser);
  await look("/account/confirm?next=/account/email");
  await onPage(page).press("Ask my phone");
  await expect(page).toHaveURL("/account/confirm/approve");
  await expectFitting(page);
  await onPage(page).press("Cancel");
  await expect(page).toHaveURL("/account");
  await look("/account/transfer?receipt=none");
  await onPage(page).press("Send 1,000,000 Galleons to Jarod's vault");
  await expect(page).toHaveURL("/account/approve");
  await expectFitting(page);
});
