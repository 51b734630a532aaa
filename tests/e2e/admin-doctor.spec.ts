import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import type { Database } from "./support/database";
import type { Person } from "./support/people";
import { expect, test } from "./support/test";

/** As the command line and a passkey make one; both have tests of their own. */
async function makeAdmin({ sql }: Database, { username }: Person): Promise<void> {
  await sql`update users set role = 'admin', role_since = now() where username = ${username}`;
  await sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    select id, 'Laptop', 'of ' || id, 'x', 0, true, 'Chromium' from users where username = ${username}`;
  await sql`
    update sessions set amr = 'pop uv' from users u where u.id = sessions.user_id and u.username = ${username}`;
}

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted, viewport: { width: 360, height: 800 } });

    test("an administrator has the deployment looked at, and sends a PIN the whole way", async ({
      page,
      context,
      people,
      database,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      await makeAdmin(database, person);
      await browser.enter(context);
      const on = onPage(page);

      await page.goto("/admin/doctor");
      await expect(page.getByText(/\d+ checks:/)).toHaveCount(0);
      await on.press("Look at this deployment");
      await expect(page.getByRole("heading", { name: /^\d+ checks: \d+ right/ })).toBeVisible({
        timeout: 20_000,
      });
      await expect(page.getByText("it answers, and so does its database")).toBeVisible();
      await expect(page.getByText(/^what is signed with VONAGE_SIGNATURE_SECRET is taken/)).toBeVisible();
      if (scripted) await expectAccessible(page);

      await on.press("Send me a PIN");
      await page.waitForURL("**/account/confirm/pin");
      await page.getByLabel("PIN").fill(await simulator.latestCode(person.phone));
      if (!scripted) await on.press("Confirm");
      await page.waitForURL("**/admin/doctor");
      await expect(page.getByText(/^entered, and right, by vonage/)).toBeVisible();
      if (scripted) await expectAccessible(page);
    });
  });
}
