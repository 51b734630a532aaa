import { makeLink } from "../support/device";
import { tabTo } from "../tab-to";
import { onDesk } from "./on-desk";
import { expect, test } from "./test";

test("a phone is enrolled and answers with the keyboard alone, and so does the screen that waits", async ({
  page,
  phone,
  people,
}) => {
  const { person, browser } = await people.signUp();
  await phone.goto(`/approve/enrol#${await makeLink(browser)}`);
  const name = phone.getByLabel("Name of this phone");
  await name.focus();
  await phone.keyboard.press("ControlOrMeta+a");
  await phone.keyboard.type("Keyboard");
  await tabTo(phone, "Enrol this phone");
  await phone.keyboard.press("Enter");
  await expect(phone.getByRole("heading", { name: "This phone approves now" })).toBeVisible();
  await tabTo(phone, "Notify me when something waits");
  await phone.keyboard.press("Enter");
  await expect(phone.getByText("This phone is notified when something waits")).toBeVisible();

  await onDesk(page).logIn(person);
  await tabTo(page, "Use another way");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Text me a PIN" })).toBeVisible();
  await tabTo(page, "Text me a PIN");
  await tabTo(page, "Cancel this login");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/");

  const digits = await onDesk(page).logIn(person);
  await phone.goto("/approve");
  const field = phone.getByLabel("Digits on the other screen");
  await field.focus();
  await tabTo(phone, "Say no");
  await tabTo(phone, "This was not me");
  await field.focus();
  await phone.keyboard.type(digits);
  await phone.keyboard.press("Enter");
  await expect(phone.getByText("Go on at the other screen")).toBeVisible();
  await expect(page).toHaveURL("/account");
});
