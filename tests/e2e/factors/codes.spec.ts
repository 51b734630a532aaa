import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { onPage } from "../pages";
import { CODE, CODES } from "../support/factors";
import { hiddenFields } from "../support/forms";
import { expect, onCodes, test } from "./test";

const HAVE = "I have these codes somewhere safe, away from this device.";

const shownCodes = (page: Page) => page.locator("#codes").getByRole("listitem").allInnerTexts();

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("ten codes are made, one of them logs in, and a new one takes its place", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto(CODES);
      await on.press("Make 10 codes");
      await expect(page.getByRole("heading", { name: "Your new codes" })).toBeVisible();
      const codes = await shownCodes(page);
      expect(codes).toHaveLength(10);
      for (const code of codes) expect(code).toMatch(CODE);
      await expect(page.getByRole("button", { name: "Download" })).toHaveCount(scripted ? 1 : 0);
      await page.getByLabel(HAVE).check();
      await on.press("Use these codes");
      await expect(page.getByText("You have 10 codes. Your other sessions have ended.")).toBeVisible();
      for (const code of codes) expect((await page.content()).includes(code), code).toBe(false);

      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await on.press("Use a recovery code");
      await onCodes(page).enterRecovery("7K3M-Q2XD-9F0A", "Log in");
      await expect(
        page.getByText("A recovery code has 16 letters and digits, in groups of four."),
      ).toBeVisible();
      const [code = ""] = codes;
      await onCodes(page).enterRecovery(code.toLowerCase(), "Log in");
      await expect(page).toHaveURL(`${CODES}?used`);
      await expect(page.getByText("You have 9 codes left.")).toBeVisible();
      const { text } = await simulator.latestMail(person.email, "A recovery code of your account was used");
      expect(text.replaceAll(/\s+/g, " ")).toContain("9 codes are left");
      await on.press("Make a code for the one that is used");
      await expect(page.getByRole("heading", { name: "Codes to add to yours" })).toBeVisible();
      const [newer = "", ...more] = await shownCodes(page);
      expect([newer, ...more]).toEqual([expect.stringMatching(CODE)]);
      expect(codes).not.toContain(newer);
      await page.getByLabel(HAVE).check();
      await on.press("Use these codes");
      await expect(page.getByText("You have 10 codes. Your other sessions have ended.")).toBeVisible();

      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await on.press("Use a recovery code");
      await onCodes(page).enterRecovery(code, "Log in");
      await expect(page.getByText("it was used already")).toBeVisible();
      await onCodes(page).enterRecovery(newer, "Log in");
      await expect(page).toHaveURL(`${CODES}?used`);
    });
  });
}

test("codes that nobody says to have are refused in words, and open nothing", async ({ people, factors }) => {
  const { person, browser } = await people.signUp();
  const { body } = await browser.submit(CODES, "Make 10 codes");
  const refusal = await browser.post(CODES, hiddenFields(body, "Use these codes"));
  expect(refusal.body).toContain("Tick the box once you have the codes somewhere safe");
  expect((await browser.get(CODES)).body).toContain("You have none at present.");
  const half = await factors.beginLogin(person, "/login/pin");
  expect((await half.get("/login/pin")).body).not.toContain("Use a recovery code");
});

test("codes can be kept as a file and copied, and whoever has not ticked the box stays with them", async ({
  page,
  context,
  people,
}) => {
  const { person, browser } = await people.signUp();
  const on = onPage(page);
  await browser.enter(context);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(CODES);
  await on.press("Make 10 codes");
  await expect(page.getByRole("heading", { name: "Your new codes" })).toBeVisible();
  const codes = await shownCodes(page);
  const downloaded = page.waitForEvent("download");
  await on.press("Download");
  const download = await downloaded;
  expect(download.suggestedFilename()).toBe("recovery-codes.txt");
  const file = await readFile(await download.path(), "utf8");
  expect(file.match(CODE)).toEqual(codes);
  expect(file).toContain(person.username);
  await on.press("Copy");
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(file);
  await on.press("Use these codes");
  await expect(page.getByLabel(HAVE)).toBeFocused();
  expect(await shownCodes(page)).toEqual(codes);
  await page.reload();
  await expect(page.getByText("You have none at present.")).toBeVisible();
  await expect(page.locator("#codes")).toHaveCount(0);
});
