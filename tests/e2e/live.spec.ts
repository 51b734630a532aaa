import type { Page } from "@playwright/test";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import type { Person } from "./support/people";
import { expect } from "./support/test";
import { passTime } from "./time";

const test = testWith("live");

async function toPinPage(page: Page, person: Person): Promise<void> {
  await page.goto("/login");
  await onPage(page).logIn(person.username, person.password);
  await expect(page.getByLabel("PIN")).toBeFocused();
}

test("news of the message comes without a reload, and what is being typed stays with its focus and caret", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const number = person.phone;
  await simulator.fault({ operation: "deliver", number, effect: { kind: "refuse" } });
  await simulator.fault({ operation: "callback", number, effect: { kind: "late", seconds: 20 } });
  await toPinPage(page, person);
  const field = page.getByLabel("PIN");
  const pin = await simulator.latestCode(number, 1);
  await field.pressSequentially(pin.slice(0, 3));
  await field.press("ArrowLeft");
  await expect(page.getByText("We sent a text with a PIN")).toBeVisible();
  await field.evaluate((input) => input.setAttribute("data-same", ""));

  await simulator.advance(21);
  await expect(page.getByText("The text could not be delivered. We are calling the phone")).toBeVisible();
  await expect(page.locator("[aria-live=polite]").filter({ hasText: "We are calling" })).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(pin.slice(0, 3));
  await expect(field).toHaveAttribute("data-same", "");
  expect(await field.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(2);
  await field.press("End");
  await field.pressSequentially(pin.slice(3));
  await expect(page).toHaveURL("/account");
});

test("a login that ends in another window is noticed, and the page asks no more", async ({
  page,
  context,
  people,
}) => {
  const { person } = await people.signUp();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/challenge")) asked.push(request.url());
  });
  await toPinPage(page, person);
  const other = await context.newPage();
  await other.goto("/login/pin");
  await other.getByRole("button", { name: "Cancel this login" }).click();
  await expect(other).toHaveURL("/");
  await page.bringToFront();
  await expect(page).toHaveURL(/\/login\?ended=/);
  expect(asked.length).toBeGreaterThan(0);
});

test("who goes back to the page meets it with its clock running and no error, and the PIN still logs in", async ({
  page,
  people,
  simulator,
  database,
}) => {
  const { person } = await people.signUp();
  await toPinPage(page, person);
  await page.getByRole("link", { name: "Countersign" }).first().click();
  await expect(page).toHaveURL("/");
  await passTime(database, person.phone, 60);
  await page.goBack();
  await expect(page.getByText(/The PIN is good for (4:00|3:5\d)/)).toBeVisible();
  await expect(page.getByText(/No text yet\? We call you in 1:(30|2\d)/)).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
});

for (const name of ["Call me now", "Do not call me"]) {
  test(`"${name}" goes when it is pressed, and hands the focus to the field`, async ({ page, people }) => {
    const { person } = await people.signUp();
    await toPinPage(page, person);
    await page.getByRole("button", { name }).press("Enter");
    await expect(page.getByRole("button", { name })).toHaveCount(0);
    await expect(page.getByLabel("PIN")).toBeFocused();
  });
}

/** A browser that reads texts, as far as a page can see; the test says when a text has come. */
async function readTexts(page: Page) {
  await page.addInitScript(() => {
    const asked: { otp: unknown; settled: boolean; aborted: () => boolean }[] = [];
    let arrive = (_code: string | null) => {};
    type Options = { otp?: unknown; signal?: AbortSignal };
    // The page of the login asks for passkeys, which this browser has none of.
    const get = (options: Options = {}) => ("otp" in options ? read(options) : new Promise(() => {}));
    const read = (options: Options) =>
      new Promise((resolve, reject) => {
        const { otp, signal } = options;
        const request = { otp, settled: false, aborted: () => signal?.aborted === true };
        asked.push(request);
        const settle = (end: () => void) => {
          request.settled = true;
          end();
        };
        arrive = (code) =>
          settle(() => (code === null ? reject(new DOMException("", "NotAllowedError")) : resolve({ code })));
        signal?.addEventListener("abort", () => settle(() => reject(new DOMException("", "AbortError"))));
      });
    Object.assign(window, { OTPCredential: class {}, textArrives: (code: string | null) => arrive(code) });
    Object.assign(window, { textsAskedFor: asked });
    Object.defineProperty(navigator, "credentials", { value: { get } });
  });
  return {
    arrives: (code: string | null) =>
      page.evaluate((given) => Reflect.get(window, "textArrives")(given), code),
    /** How many requests were made so far, how many are open, and what the last one asked for. */
    state: () =>
      page.evaluate(() => {
        const all: { otp: unknown; settled: boolean }[] = Reflect.get(window, "textsAskedFor");
        return { made: all.length, open: all.filter((one) => !one.settled).length, otp: all.at(-1)?.otp };
      }),
  };
}

test("a browser that reads texts fills the PIN in, and it is sent as if it had been typed", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const texts = await readTexts(page);
  await toPinPage(page, person);
  await expect.poll(texts.state).toEqual({ made: 1, open: 1, otp: { transport: ["sms"] } });
  await texts.arrives(await simulator.latestCode(person.phone, 1));
  await expect(page).toHaveURL("/account");
});

test("after a wrong PIN the browser is asked for the next text, never for two at once", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const texts = await readTexts(page);
  await toPinPage(page, person);
  await onPage(page).enterPin(await simulator.wrongCode(person.phone), "Log in", true);
  await expect(page.getByText("2 tries left")).toBeVisible();
  await expect.poll(texts.state).toMatchObject({ made: 2, open: 1 });
  await texts.arrives(await simulator.latestCode(person.phone, 1));
  await expect(page).toHaveURL("/account");
});

test("a person who does not want the browser to read the text just types, and sees no error", async ({
  page,
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  const texts = await readTexts(page);
  await toPinPage(page, person);
  await expect.poll(texts.state).toMatchObject({ open: 1 });
  await texts.arrives(null);
  await expect.poll(texts.state).toMatchObject({ made: 1, open: 0 });
  await onPage(page).enterPin(await simulator.latestCode(person.phone, 1), "Log in", true);
  await expect(page).toHaveURL("/account");
  expect(faults).toEqual([]);
});

test("a tag that is copied with the PIN does no harm", async ({ page, people, simulator }) => {
  const { person } = await people.signUp();
  await toPinPage(page, person);
  const pin = await simulator.latestCode(person.phone, 1);
  await page.getByLabel("PIN").fill(`KD – ${pin.slice(0, 3)} ${pin.slice(3)}`);
  await expect(page).toHaveURL("/account");
});
