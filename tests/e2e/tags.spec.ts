import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { onPage } from "./pages";
import { testWith } from "./support/own";
import type { Person } from "./support/people";
import type { Simulator } from "./support/simulator";
import { expect } from "./support/test";
import { passTime } from "./time";
import { untilTold } from "./told";

const test = testWith("tags", { VERIFY_PROVIDER: "telnyx" });

test.use({ viewport: { width: 320, height: 800 } });

/** The tag and the PIN of the newest text on this phone. */
async function newestText(simulator: Simulator, person: Person, beyond: number) {
  const pin = await simulator.latestCode(person.phone, beyond);
  const text = String((await simulator.messages(person.phone)).at(-1)?.text);
  return { pin, tag: /\(message ([A-Z]{2})\)/.exec(text)?.[1] ?? "none" };
}

async function toPinPage(page: Page, { username, password }: Person): Promise<void> {
  await page.goto("/login");
  await onPage(page).logIn(username, password);
  await expect(page.getByLabel("PIN")).toBeVisible();
}

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("the page shows the tag of the text, and says when it has arrived", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      const { pin, tag } = await newestText(simulator, person, 1);
      await expect(page.getByLabel("PIN")).toHaveAccessibleDescription(
        `The PIN is in the text marked ${tag}.`,
      );
      await expect(page.getByText(`${tag} –`, { exact: true })).toBeVisible();
      await untilTold(database, person.phone, "delivered");
      if (!scripted) await page.getByRole("link", { name: "See what has happened" }).click();
      await expect(page.getByText("The text with your PIN has reached the phone")).toBeVisible();
      if (scripted) await expectAccessible(page);
      await onPage(page).enterPin(`${tag} ${pin}`, "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a further text has a tag of its own, and the PIN of the first stays good", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await toPinPage(page, person);
      const first = await newestText(simulator, person, 1);
      await expect(page.getByText("Texts that you have already stay good")).toBeVisible();
      await passTime(database, person.phone, 31);
      await page.reload();
      await page.getByRole("button", { name: "Send the PIN again" }).click();
      const second = await newestText(simulator, person, 2);
      await expect(page.getByLabel("PIN")).toHaveAccessibleDescription(
        `The PIN is in the text marked ${second.tag}. The earlier text (${first.tag}) is good too.`,
      );
      if (scripted) await expectAccessible(page);
      await onPage(page).enterPin(first.pin, "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });
  });
}
