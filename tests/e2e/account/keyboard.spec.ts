import { linkTo } from "../support/links";
import { tabTo } from "../tab-to";
import { passProof } from "../time";
import { expect, test } from "./test";

test("an e-mail address is changed with the keyboard alone, through the confirmation and the mailed link", async ({
  page,
  context,
  people,
  simulator,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { email } = await people.newPerson();
  await browser.enter(context);
  await page.goto("/account");
  await tabTo(page, "Change the e-mail address");
  await page.keyboard.press("Enter");
  const field = page.getByLabel("New e-mail address");
  await expect(page.getByRole("heading", { name: "Change your e‑mail address" })).toBeVisible();
  await passProof(database, person);
  await field.focus();
  await page.keyboard.type("no address");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter an address such as")).toBeVisible();
  await expect(field, "Where the mistake is").toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  await tabTo(page, "Send me a PIN");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("PIN"), "There is one thing to do").toBeFocused();
  await page.keyboard.type(await simulator.wrongCode(person.phone));
  await expect(page.getByText("2 tries left")).toBeVisible();
  await expect(page.getByLabel("PIN")).toBeFocused();
  await page.keyboard.type(await simulator.latestCode(person.phone, 1));
  await expect(page).toHaveURL("/account/email");
  await expect(field).toHaveValue(email);
  await tabTo(page, "Send me the link");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Look into your mail")).toBeVisible();

  const { text } = await simulator.latestMail(email, "Confirm your new e-mail address");
  await page.goto(linkTo("/confirm-email", text));
  await tabTo(page, "Yes, use this address");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your address is changed")).toBeVisible();
});
