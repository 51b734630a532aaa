import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { onPage } from "../pages";
import { passProof } from "../time";
import { onDesk } from "./on-desk";
import { onPhone } from "./on-phone";
import { expect, test } from "./test";

const SEND = "Send 1,000,000 Galleons to Jarod's vault";
const run = promisify(execFile);

test("an action is done once for each approval and never without, and its receipt is good by the published keys", async ({
  page,
  context,
  enrolled: { person, phone, browser },
  database,
}, testInfo) => {
  const on = onPage(page);
  const used = async () => {
    const rows = await database.sql`
      select 1 from approvals join users on users.id = user_id where username = ${person.username} and used_at is not null`;
    return rows.length;
  };
  await browser.enter(context);
  await page.goto("/account/transfer");
  await on.press(SEND);
  await expect(page).toHaveURL("/account/approve");
  await onPhone(phone).open();
  for (const screen of [page.getByRole("main"), phone.getByRole("article", { name: "Send money" })]) {
    for (const line of ["PayeeJarod's vault", "Amount1,000,000", "CurrencyGalleons"])
      await expect(screen).toContainText(line);
  }
  await onPhone(phone).tap("Say no");
  await expect(page.getByText("You said no on your phone")).toBeVisible();
  await on.follow("Back to where you were");
  await expect(page).toHaveURL("/account/transfer");
  await expect(page.getByText("Approved and done")).toHaveCount(0);
  expect(await used()).toBe(0);

  await on.press(SEND);
  await onPhone(phone).approve(await onDesk(page).digits());
  await expect(page).toHaveURL(/\/account\/transfer\?receipt=[\da-f-]{36}$/);
  await expect(page.getByText("Approved and done")).toBeVisible();
  const arriving = page.waitForEvent("download");
  await on.follow("Download the receipt");
  const [receipt, keys] = [testInfo.outputPath("receipt.json"), testInfo.outputPath("keys.json")];
  await (await arriving).saveAs(receipt);
  await writeFile(keys, (await browser.get("/api/receipt-keys")).body);
  const { stdout } = await run(process.execPath, ["dev/receipt.mjs", receipt, keys]);
  expect(stdout).toContain("This receipt is good.");
  expect(stdout).toContain("Jarod's vault");

  await page.reload();
  expect(await used()).toBe(1);
  await on.press(SEND);
  await expect(page).toHaveURL("/account/approve");
  await on.press("Cancel");
  await expect(page).toHaveURL("/account/transfer");
  expect(await used()).toBe(1);
  await page.goto("/account/history?show=everything");
  await expect(page.getByText('The phone "My phone" said no to "Send money"')).toBeVisible();
  await expect(page.getByText('The phone "My phone" approved "Send money"')).toBeVisible();
});

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript on the desktop" : "without JavaScript on the desktop", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a change is confirmed on the phone, and what was typed is still there; after a no it is not made", async ({
      page,
      context,
      people,
      enrolled: { person, phone, browser },
      database,
    }) => {
      const { username } = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/username");
      await passProof(database, person);
      await page.getByLabel("New user name").fill(username);
      await on.press("Change it");
      await on.press("Ask my phone");
      await onDesk(page).digits();
      await onPhone(phone).open();
      await onPhone(phone).tap("Say no");
      await expect(page.getByText("This change was refused, and nothing was done.")).toBeVisible();
      await on.follow("Back to your account");
      await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();

      await page.goto("/account/username");
      await on.press("Ask my phone");
      const digits = await onDesk(page).digits();
      await onPhone(phone).open();
      const card = phone.getByRole("article", { name: "Confirm that it is you, to change your account" });
      await expect(card).toContainText(person.username);
      await onPhone(phone).approve(digits);
      if (!scripted) await on.press("Continue");
      await expect(page).toHaveURL("/account/username");
      await page.getByLabel("New user name").fill(username);
      await on.press("Change it");
      await expect(page.getByText("Your user name is changed")).toBeVisible();
    });

    test("a form that was filled in before the confirmation is filled in after it", async ({
      page,
      context,
      people,
      enrolled: { person, phone, browser },
      database,
    }) => {
      const { username } = await people.newPerson();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/username");
      await passProof(database, person);
      await page.getByLabel("New user name").fill(username);
      await on.press("Change it");
      await on.press("Ask my phone");
      await onPhone(phone).approve(await onDesk(page).digits());
      if (!scripted) await on.press("Continue");
      await expect(page).toHaveURL("/account/username");
      await expect(page.getByLabel("New user name")).toHaveValue(username);
    });
  });
}
