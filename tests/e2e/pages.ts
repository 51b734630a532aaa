import type { Page } from "@playwright/test";
import type { Person } from "./support/people";

/** What a person does on our pages, by what they read there. */
export const onPage = (page: Page) => ({
  async fillSignup(person: Person) {
    await page.getByLabel("User name").fill(person.username);
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await page.getByLabel("Country").selectOption("GB");
    await page.getByLabel("Phone number").fill(person.national);
  },
  sendPin: () => page.getByRole("button", { name: "Send me a PIN" }).click(),

  async logIn(identifier: string, password: string) {
    await page.getByLabel("User name or e-mail address").fill(identifier);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Continue" }).click();
  },

  async logInByPhone({ national }: Pick<Person, "national">) {
    await page.goto("/login/phone");
    await page.getByLabel("Country").selectOption("GB");
    await page.getByLabel("Phone number").fill(national);
    await page.getByRole("button", { name: "Send me a PIN" }).click();
  },

  press: (name: string) => page.getByRole("button", { name, exact: true }).click(),
  follow: (name: string) => page.getByRole("link", { name, exact: true }).click(),

  /** With JavaScript the form sends itself with the last digit; without it the button is pressed. */
  async enterPin(pin: string, button: string, scripted: boolean) {
    await page.getByLabel("PIN").fill(pin);
    if (!scripted) await page.getByRole("button", { name: button }).click();
  },

  logOut: () => page.getByRole("button", { name: "Log out" }).click(),
});
