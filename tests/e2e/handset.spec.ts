import { Secret, TOTP } from "otpauth";
import { expect, test } from "./support/test";

test("the handset stands for an authenticator app, also after a reload, and says when it is given no secret", async ({
  page,
  subject,
}) => {
  const secret = new Secret({ size: 20 });
  const typed = secret.base32.toLowerCase().replace(/(.{4})(?=.)/g, "$1 ");
  const field = page.getByLabel("Paste the secret as text here");
  await page.goto(subject.simulatorUrl);
  await page.getByRole("heading", { name: "An authenticator app" }).click();
  await field.fill("no secret 18");
  await page.getByRole("button", { name: "Use this secret" }).click();
  await expect(page.getByText("That is no secret of an authenticator app")).toBeVisible();
  await field.fill(typed);
  await page.getByRole("button", { name: "Use this secret" }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    // The half minute may end between the two looks.
    await expect
      .poll(async () => (await page.locator("#app-code").textContent()) === new TOTP({ secret }).generate())
      .toBe(true);
  }
});
