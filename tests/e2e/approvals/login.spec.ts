import { onPage } from "../pages";
import { onDesk } from "./on-desk";
import { onPhone } from "./on-phone";
import { scan } from "./qr";
import { expect, handset, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript on the desktop" : "without JavaScript on the desktop", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a phone is enrolled by the link, is asked at the next login, and its answer lets the browser in", async ({
      page,
      phone,
      context,
      people,
      simulator,
      database,
      subject,
    }) => {
      const { person, browser } = await people.signUp();
      const on = onPage(page);
      const withPhone = onPhone(phone);
      await phone.addInitScript(() => {
        const ask = Notification.requestPermission.bind(Notification);
        Object.assign(window, { asked: 0 });
        Notification.requestPermission = () => {
          Object.assign(window, { asked: Reflect.get(window, "asked") + 1 });
          return ask();
        };
      });
      const asked = () => phone.evaluate(() => Reflect.get(window, "asked"));
      await browser.enter(context);
      await page.goto("/account");
      await page.getByRole("link", { name: "Manage the ways to log in" }).click();
      await expect(page.getByText("No phone approves yet.")).toBeVisible();
      await on.press("Enrol a phone");
      const link = String(
        await page.getByRole("link", { name: "Enrol this very browser" }).getAttribute("href"),
      );
      expect(await scan(page)).toBe(link);
      expect(await page.locator("details", { hasText: "The link as text" }).textContent()).toContain(link);

      await phone.goto(link);
      await expect(phone.getByText(`whoever logs in as ${person.username} needs your yes`)).toBeVisible();
      await withPhone.enrol(link, "Zoë’s phone");
      expect(new URL(phone.url()).hash).toBe("");
      expect(await asked(), "Nobody is asked for notifications before the tap").toBe(0);
      await withPhone.tap("Notify me when something waits");
      await expect(phone.getByText("This phone is notified when something waits")).toBeVisible();
      expect(await asked()).toBe(1);

      if (!scripted) await on.follow("look here again");
      await expect(page.getByText("“Zoë’s phone” approves your logins from now on.")).toBeVisible();
      const line = page.getByRole("listitem").filter({ hasText: "Zoë’s phone" });
      await expect(line).toContainText("Not used yet");
      await simulator.latestMail(person.email, "A phone can approve logins of your account now");

      await on.logOut();
      await expect(page).toHaveURL("/");
      const digits = await onDesk(page).logIn(person);
      expect(digits).toMatch(/^\d{6}$/);
      const [row] = await database.sql<{ endpoint: string }[]>`
        select push_endpoint as endpoint from devices where user_id = (select id from users where username = ${person.username})`;
      const { payload, topic } = await simulator.latestPush(String(row?.endpoint));
      const told = JSON.parse(String(payload));
      expect(told, "Nothing of the request passes through the push service").toEqual({
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        url: `${subject.baseUrl}/approve#${told.id}`,
      });
      expect(topic).toBe("approval");

      await phone.goto(told.url);
      const card = phone.getByRole("article", { name: "Log in to Countersign" });
      await expect(card).toContainText(`Account${person.username}`);
      await expect(card).toContainText(/Chrom\w+ on /);
      const time = await card.locator("time").first().getAttribute("datetime");
      expect(Math.abs(Date.now() - Date.parse(String(time)))).toBeLessThan(20_000);
      await withPhone.type(digits);
      await expect(phone.getByText("Go on at the other screen")).toBeVisible();
      if (!scripted) await on.press("Log in");
      await expect(page).toHaveURL("/account");
      await on.follow("Security");
      await expect(line).toContainText(/Last used .+\. Gets notifications\./);
      await on.follow("History");
      await expect(page.getByText("Zoë’s phone").first()).toBeVisible();
    });
  });
}

test("where notifications are blocked that is said, and a login works by opening the page on the phone", async ({
  page,
  people,
  anotherBrowser,
  context,
}) => {
  const { person, browser } = await people.signUp();
  await browser.enter(context);
  await page.goto("/account/security");
  await onPage(page).press("Enrol a phone");
  const link = await page.getByRole("link", { name: "Enrol this very browser" }).getAttribute("href");
  const phone = await (await anotherBrowser({ ...handset, permissions: ["geolocation"] })).newPage();
  await onPhone(phone).enrol(String(link), "Old phone");
  await expect(phone.getByText("Notifications are blocked here")).toBeVisible();
  await context.clearCookies();
  const digits = await onDesk(page).logIn(person);
  await expect(page.getByText("on “Old phone”: no notification can be sent to it.")).toBeVisible();
  await onPhone(phone).approve(digits);
  await expect(page).toHaveURL("/account");
});

test("a notification that the push service does not take any more is told, and the phone is still asked", async ({
  page,
  enrolled: { person, phone },
  simulator,
  database,
}) => {
  await onPhone(phone).tap("Notify me when something waits");
  await expect(phone.getByText("This phone is notified when something waits")).toBeVisible();
  const [row] = await database.sql<{ endpoint: string }[]>`
    select push_endpoint as endpoint from devices where user_id = (select id from users where username = ${person.username})`;
  await simulator.expirePush(String(row?.endpoint));
  const digits = await onDesk(page).logIn(person);
  await expect(page.getByText("The notification could not be sent.")).toBeVisible();
  await onPhone(phone).approve(digits);
  await expect(page).toHaveURL("/account");
  await onPage(page).follow("Security");
  await expect(page.getByText("Gets no notifications")).toBeVisible();
});
