import { onPage } from "./pages";
import { expect, test } from "./support/test";
import { passTime } from "./time";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a person signs up, proves the phone, logs out, comes back to a protected page and logs in", async ({
      page,
      people,
      simulator,
    }) => {
      const person = await people.newPerson();
      const on = onPage(page);
      await page.goto("/");
      await page.getByRole("link", { name: "Create an account" }).click();
      await on.fillSignup(person);
      await on.sendPin();
      await expect(page.getByText(`phone ending in ${person.phone.slice(-2)}`)).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone), "Create the account", scripted);
      await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
      await expect(page.getByText("Your account is ready")).toBeVisible();

      await on.logOut();
      await expect(page).toHaveURL("/");
      await page.goto("/account");
      await expect(page).toHaveURL("/login?next=%2Faccount");
      await on.logIn(person.email.toUpperCase(), person.password);
      await expect(page.getByRole("heading", { name: "Enter your PIN" })).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
      await expect(page.getByText("with password and PIN to the phone: both factors (AAL2)")).toBeVisible();
    });

    test("bad input is answered at its field and nothing typed is lost but the password", async ({
      page,
    }) => {
      await page.goto("/signup");
      await page.getByLabel("User name").fill("admin");
      await page.getByLabel("E-mail address").fill("nobody");
      await page.getByLabel("Password", { exact: true }).fill("passwordpassword");
      await page.getByLabel("Country").selectOption("US");
      await page.getByLabel("Phone number").fill("900 555 0123");
      await onPage(page).sendPin();
      await expect(page.getByText("That name is reserved")).toBeVisible();
      await expect(page.getByText("Enter an address such as")).toBeVisible();

      await page.getByLabel("User name").fill("someone.else");
      await page.getByLabel("E-mail address").fill("someone@example.org");
      await page.getByLabel("Password", { exact: true }).fill("passwordpassword");
      await onPage(page).sendPin();
      await expect(page.getByText("lists of leaked or common passwords")).toBeVisible();
      await expect(page.getByText("not to landlines or special-rate numbers")).toBeVisible();
      await expect(page.getByLabel("User name")).toHaveValue("someone.else");
      await expect(page.getByLabel("E-mail address")).toHaveValue("someone@example.org");
      await expect(page.getByLabel("Country")).toHaveValue("US");
      await expect(page.getByLabel("Phone number")).toHaveValue("900 555 0123");
      await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    });

    test("a taken user name is told at its field", async ({ page, people }) => {
      const { person } = await people.signUp();
      const newcomer = await people.newPerson();
      await page.goto("/signup");
      await onPage(page).fillSignup({ ...newcomer, username: person.username.toUpperCase() });
      await onPage(page).sendPin();
      await expect(page.getByText("Somebody has this user name")).toBeVisible();
      await expect(page.getByLabel("Phone number")).toHaveValue(newcomer.national);
    });

    test("a taken address is told after the phone is proved, and the next try needs no PIN", async ({
      page,
      people,
      simulator,
    }) => {
      const { person } = await people.signUp();
      const newcomer = await people.newPerson();
      const on = onPage(page);
      await page.goto("/signup");
      await on.fillSignup({ ...newcomer, email: person.email });
      await on.sendPin();
      await on.enterPin(await simulator.latestCode(newcomer.phone), "Create the account", scripted);
      await expect(page.getByText("This address already has an account")).toBeVisible();
      await expect(page.getByLabel("User name")).toHaveValue(newcomer.username);
      await page.getByLabel("E-mail address").fill(newcomer.email);
      await page.getByLabel("Password", { exact: true }).fill(newcomer.password);
      await on.sendPin();
      await expect(page.getByRole("heading", { name: `Hello ${newcomer.username}` })).toBeVisible();
    });

    test("wrong PINs are counted, the third closes the PIN, and only the newest logs in (T-024)", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      const on = onPage(page);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByRole("heading", { name: "Enter your PIN" })).toBeVisible();
      const wrong = await simulator.wrongCode(person.phone);
      await on.enterPin(wrong, "Log in", scripted);
      await expect(page.getByText("2 tries left")).toBeVisible();
      await on.enterPin(wrong, "Log in", scripted);
      await expect(page.getByText("one try left")).toBeVisible();
      await on.enterPin(wrong, "Log in", scripted);
      await expect(page.getByText("This PIN is closed")).toBeVisible();

      const older = await simulator.latestCode(person.phone, 1);
      await passTime(database, person.phone, 31);
      await page.reload();
      await page.getByRole("button", { name: "Send a new PIN" }).click();
      await expect(page.getByLabel("PIN")).toBeVisible();
      const newest = await simulator.latestCode(person.phone, 2);
      if (older !== newest) {
        await on.enterPin(older, "Log in", scripted);
        await expect(page.getByText("Only the newest PIN that we sent counts")).toBeVisible();
      }
      await on.enterPin(newest, "Log in", scripted);
      await expect(page.getByRole("heading", { name: `Hello ${person.username}` })).toBeVisible();
    });

    test("a wrong number is corrected without typing the rest again", async ({ page, people, simulator }) => {
      const [mistaken, person] = [await people.newPerson(), await people.newPerson()];
      const on = onPage(page);
      await page.goto("/signup");
      await on.fillSignup({ ...person, national: mistaken.national });
      await on.sendPin();
      await page.getByRole("link", { name: "Use another number" }).click();
      await expect(page.getByLabel("User name")).toHaveValue(person.username);
      await expect(page.getByLabel("Phone number")).not.toHaveValue("");
      await page.getByLabel("Phone number").fill(person.national);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await on.sendPin();
      await on.enterPin(await simulator.latestCode(person.phone), "Create the account", scripted);
      await expect(page.getByText(`phone ending in ${person.phone.slice(-2)}`).first()).toBeVisible();
    });

    test("an outage while sending is told honestly, and the next try works", async ({
      page,
      people,
      simulator,
      database,
    }) => {
      const { person } = await people.signUp();
      await simulator.fault({
        operation: "start",
        number: person.phone.slice(1),
        effect: { kind: "answer", status: 503 },
      });
      const on = onPage(page);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByText("The PIN could not be sent")).toBeVisible();
      await passTime(database, person.phone, 11);
      await page.reload();
      await page.getByRole("button", { name: "Send a new PIN" }).click();
      await expect(page.getByLabel("PIN")).toBeVisible();
      await on.enterPin(await simulator.latestCode(person.phone, 1), "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("an outage while checking costs no try", async ({ page, people, simulator }) => {
      const { person } = await people.signUp();
      const on = onPage(page);
      await page.goto("/login");
      await on.logIn(person.username, person.password);
      await expect(page.getByLabel("PIN")).toBeVisible();
      const pin = await simulator.latestCode(person.phone, 1);
      await simulator.fault({
        operation: "check",
        number: person.phone.slice(1),
        effect: { kind: "answer", status: 500 },
      });
      await on.enterPin(pin, "Log in", scripted);
      await expect(page.getByText("Your try was not counted")).toBeVisible();
      await on.enterPin(pin, "Log in", scripted);
      await expect(page).toHaveURL("/account");
    });

    test("a pending login can be cancelled, and is over then", async ({ page, people }) => {
      const { person } = await people.signUp();
      await page.goto("/login");
      await onPage(page).logIn(person.username, person.password);
      await page.getByRole("button", { name: "Cancel this login" }).click();
      await expect(page).toHaveURL("/");
      await page.goto("/login/pin");
      await expect(page.getByText("That took too long")).toBeVisible();
    });

    test("an expired PIN is told, and coming back to the page keeps the clock", async ({
      page,
      people,
      database,
    }) => {
      const { person } = await people.signUp();
      await page.goto("/login");
      await onPage(page).logIn(person.username, person.password);
      await expect(page.getByLabel("PIN")).toBeVisible();
      await page.goto("/");
      await page.goto("/login/pin");
      await expect(page.getByText(/The PIN is good for (5:00|4:5\d)/)).toBeVisible();
      await passTime(database, person.phone, 301);
      await page.reload();
      await expect(page.getByText("This PIN has expired")).toBeVisible();
    });

    test("whoever is logged in is not asked again", async ({ page, people, context }) => {
      const { browser, person } = await people.signUp();
      await browser.enter(context);
      await page.goto("/login");
      await expect(page).toHaveURL("/account");
      await page.goto("/signup");
      await expect(page).toHaveURL("/account");
      await page.goto("/");
      await expect(page.getByRole("link", { name: person.username })).toBeVisible();
    });
  });
}
