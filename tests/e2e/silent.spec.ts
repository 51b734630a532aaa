import { devices } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import { expect } from "./support/test";

const test = testWith("silent", { VERIFY_WORKFLOW: "silent_auth,sms,voice" });

const { userAgent } = devices["Pixel 7"];
test.use({ userAgent, viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true });

test.beforeEach(({ simulator }) => simulator.setSwitches({ silentAuth: "pending" }));

test("a phone confirms itself without a PIN, and its code does not stay in the address", async ({
  page,
  people,
}) => {
  const { person } = await people.signUp();
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await expect(page.getByRole("heading", { name: "Confirm with your phone" })).toBeVisible();
  await expect(page.getByLabel("PIN")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Confirm with this phone" }).click();
  await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
  expect(new URL(page.url()).hash).toBe("");
});

test("when the network does not confirm the phone, that is told plainly and a text comes", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  await simulator.fault({
    operation: "confirm",
    number: person.phone,
    effect: { kind: "refuse", reason: "not-cellular" },
  });
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await page.getByRole("link", { name: "Confirm with this phone" }).click();
  await expect(page.getByRole("alert").getByText("The phone could not confirm itself")).toBeVisible();
  await expect(page).toHaveURL(/\/login\/pin$/);
  await expect(page.getByLabel("PIN")).toBeVisible();
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
});

test("a text can be had instead without trying", async ({ page, people, simulator }) => {
  const { person } = await people.signUp();
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await expect(page.getByText(/If that does not work, we send you a text in 0:[45]\d|1:00/)).toBeVisible();
  await page.getByRole("button", { name: "Send me a text instead" }).click();
  await expect(page.getByText("We sent a text with a PIN")).toBeVisible();
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
});

test("a code in the address that nobody waits for is taken out and tried nowhere", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await page.getByRole("button", { name: "Send me a text instead" }).click();
  await expect(page.getByLabel("PIN")).toBeVisible();
  const checks = async () =>
    (await simulator.calls()).filter(({ operation }) => operation === "check").length;
  const before = await checks();
  await page.goto("/");
  await page.goto("/login/pin#request_id=6f1c&code=4821");
  await expect(page.getByRole("alert").getByText("The phone could not confirm itself")).toBeVisible();
  await expect(page).toHaveURL(/\/login\/pin$/);
  expect(await checks()).toBe(before);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("only the text is offered, and it works", async ({ page, people, simulator }) => {
    const { person } = await people.signUp();
    await page.goto("/login");
    await onPage(page).logIn(person.username, person.password);
    await expect(page.getByRole("button", { name: "Send me a text instead" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Confirm with this phone" })).toBeHidden();
    await page.getByRole("button", { name: "Send me a text instead" }).click();
    await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", false);
    await expect(page).toHaveURL("/account");
  });
});
