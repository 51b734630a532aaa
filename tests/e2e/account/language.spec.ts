import { onPage } from "../pages";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("texts come in the language that was chosen, whatever the browser says, until it is given back", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await expect(page.getByText("As your browser says")).toBeVisible();
      await on.follow("Change the language of texts and calls");
      await page.getByLabel("Language of texts and calls").selectOption({ label: "Deutsch" });
      await on.press("Save");
      await expect(page.getByText("The language is changed")).toBeVisible();
      await expect(page.getByText("German", { exact: true })).toBeVisible();
      await people.logIn(person);
      const text = (await simulator.messages(person.phone)).at(-1);
      expect(text).toMatchObject({ locale: "de-de", text: expect.stringContaining("Nie weitergeben") });

      await page.goto("/account/language");
      await expect(page.getByLabel("Language of texts and calls")).toHaveValue("de");
      await page.getByLabel("Language of texts and calls").selectOption("browser");
      await on.press("Save");
      await expect(page.getByText("As your browser says")).toBeVisible();
      await people.logIn(person);
      expect((await simulator.messages(person.phone)).at(-1)?.locale).toMatch(/^en/);
    });
  });
}
