import type { Request } from "@playwright/test";
import { gate } from "../../support/barrier";
import { onPage } from "../pages";
import { makeLink } from "../support/device";
import { onDesk } from "./on-desk";
import { onPhone } from "./on-phone";
import { expect, handset, test } from "./test";

/** What a browser says of a phone that may not answer: the answer was 401. */
const refusedPosts = /status of 401/;

test("a phone that is logged in enrols itself, is renamed and removed; its link enrols no second one", async ({
  phone,
  people,
  anotherBrowser,
}) => {
  const { person, browser } = await people.signUp();
  const on = onPage(phone);
  await browser.enter(phone.context());
  await phone.goto("/account/security");
  await on.press("Enrol a phone");
  const link = String(
    await phone.getByRole("link", { name: "Enrol this very browser" }).getAttribute("href"),
  );
  await on.follow("Enrol this very browser");
  await expect(phone.getByLabel("Name of this phone")).toHaveValue(/\w/);
  await phone.getByLabel("Name of this phone").fill("   ");
  await on.press("Enrol this phone");
  await expect(phone.getByText("Give this phone a name.")).toBeVisible();
  await onPhone(phone).enrol(link, "This very phone");
  await on.follow("Approvals");
  await expect(phone.getByText("Nothing waits for your answer.")).toBeVisible();
  await expect(phone.getByRole("listitem")).toContainText(person.username);

  const second = await (await anotherBrowser(handset)).newPage();
  await second.goto(link);
  await expect(second.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();

  await phone.goto("/account/security");
  await phone.getByText("Rename", { exact: true }).tap();
  await phone.getByLabel("Name of this phone").fill("Renamed <b>phone</b>");
  await on.press("Save the name");
  await expect(phone.getByRole("heading", { name: "Renamed <b>phone</b>" })).toBeVisible();
  await phone.getByRole("button", { name: "Remove the phone Renamed" }).tap();
  await expect(phone.getByText("The phone is removed")).toBeVisible();
  await expect(phone.getByText("No phone approves yet.")).toBeVisible();
});

test("a link enrols nobody's phone for somebody else, and can be pasted where no camera opens it", async ({
  phone,
  page,
  context,
  people,
}) => {
  const { person, browser } = await people.signUp();
  const { person: other, browser: another } = await people.signUp();
  const token = await makeLink(browser);
  await another.enter(context);
  await page.goto(`/approve/enrol#${token}`);
  await expect(page.getByRole("heading", { name: "Logged in to another account" })).toBeVisible();
  await expect(page.getByText(`logged in as ${other.username}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Enrol this phone" })).toHaveCount(0);
  expect(await page.content()).not.toContain(person.username);

  await phone.goto("/approve");
  await expect(phone.getByRole("heading", { name: "This phone approves for nobody yet" })).toBeVisible();
  const on = onPhone(phone);
  await phone.getByLabel("Or paste the link").fill("https://example.org/");
  await on.tap("Open the link");
  await expect(phone.getByText("That is not an enrolment link.")).toBeVisible();
  await phone.getByLabel("Or paste the link").fill(` ${browser.baseUrl}/approve/enrol#${token} \n`);
  await on.tap("Open the link");
  await expect(phone.getByText(`whoever logs in as ${person.username} needs your yes`)).toBeVisible();
});

test("a phone that is removed while it is asked is told so, its yes is refused, and a text lets its owner in", async ({
  page,
  enrolled: { person, phone, browser },
  simulator,
  complaints,
}) => {
  const digits = await onDesk(page).logIn(person);
  await onPhone(phone).open();
  await expect(phone.getByRole("article")).toBeVisible();
  // What the phone asks by itself waits, so that its answer comes first.
  const answer = gate();
  const asks = (request: Request) => request.postData()?.includes('"do":"list"') === true;
  await phone.route("**/api/approvals", async (route) => {
    if (asks(route.request())) await answer.opened;
    await route.continue();
  });
  await browser.submit("/account/security", "Remove");
  const refused = phone.waitForResponse((response) => response.status() === 401);
  await onPhone(phone).type(digits);
  expect(asks((await refused).request())).toBe(false);
  answer.open();
  await expect(phone.getByText("This phone was removed").first()).toBeVisible();
  await expect(phone.getByRole("article")).toHaveCount(0);
  await expect(page).toHaveURL(/\/login\?ended=/);
  await onPage(page).logIn(person.username, person.password);
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
  await onPhone(phone).open();
  await expect(phone.getByText("This phone approves for nobody yet")).toBeVisible();
  expect(complaints.filter((one) => !refusedPosts.test(one))).toEqual([]);
  complaints.length = 0;
});

test("a phone that stops approving is asked no more, and whoever waits for it goes on with a text", async ({
  page,
  enrolled: { person, phone },
  simulator,
  complaints,
}) => {
  await onPhone(phone).open();
  const stop = phone.getByRole("button", { name: `Stop approving for ${person.username}` });
  await expect(stop).toBeVisible();
  // The page that shows the list learns of the request only later.
  const stopping = gate();
  await phone.route("**/api/approvals", async (route) => {
    if (route.request().postData()?.includes('"do":"list"')) await stopping.opened;
    await route.continue();
  });
  await onDesk(page).logIn(person);
  await stop.tap();
  await expect(page.getByText("This request was ended")).toBeVisible();
  stopping.open();
  await expect(phone.getByText("This phone approves for nobody yet")).toBeVisible();
  await onPage(page).press("Text me a PIN");
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
  expect(complaints.filter((one) => !refusedPosts.test(one))).toEqual([]);
  complaints.length = 0;
});
