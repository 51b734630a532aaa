import type { Page } from "@playwright/test";
import { onPage } from "../pages";
import { ownPost } from "../support/visitor";
import { passProof } from "../time";
import { expect, test } from "./test";

const outside = "/login?next=%2Faccount";
const agents = {
  phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
  desk: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
} as const;

const line = (page: Page, browser: string) => page.getByRole("listitem").filter({ hasText: browser });

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("one session is ended and is out at its next click, then all others, and this one goes on", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const [phone, desk] = [await people.logIn(person), await people.logIn(person)];
      await database.sql`
        update sessions set browser = case when rank = 2 then 'Safari on iPhone' else 'Firefox on Windows' end
        from (select id, row_number() over (order by created_at) as rank from sessions
          where user_id = (select id from users where username = ${person.username})) r
        where r.id = sessions.id and rank > 1`;
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("Sessions");
      await expect(page.getByRole("listitem").filter({ hasText: "This session" })).toHaveCount(1);
      await line(page, "Safari on iPhone").getByRole("button", { name: "End" }).click();
      await expect(page.getByText("The session has ended")).toBeVisible();
      await expect(line(page, "Safari on iPhone")).toHaveCount(0);
      expect((await phone.get("/account")).headers.location).toBe(outside);
      expect((await desk.get("/account")).status).toBe(200);

      await on.press("End all other sessions");
      await expect(page.getByText("All other sessions have ended")).toBeVisible();
      await expect(page.getByText("No other browser is logged in")).toBeVisible();
      expect((await desk.get("/account")).headers.location).toBe(outside);
      await simulator.latestMail(person.email, "Other logins of your account were ended");
      await on.logOut();
      await expect(page).toHaveURL("/");
    });

    test("after a while ending a session takes a confirmation, and then the same press again", async ({
      page,
      context,
      people,
      simulator,
      database,
    }) => {
      const { person, browser } = await people.signUp();
      const other = await people.logIn(person);
      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account/sessions");
      await passProof(database, person);
      await on.press("End all other sessions");
      await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
      await on.press("Send me a PIN");
      await on.enterPin(await simulator.latestCode(person.phone, 2), "Confirm", scripted);
      await expect(page).toHaveURL("/account/sessions");
      await expect(page.getByText("Nothing has been ended yet")).toBeVisible();
      expect((await other.get("/account")).status).toBe(200);
      await on.press("End all other sessions");
      await expect(page.getByText("No other browser is logged in")).toBeVisible();
      expect((await other.get("/account")).headers.location).toBe(outside);
    });
  });
}

test("sessions are listed by what their browsers say they are, and where none is known that is said", async ({
  people,
}) => {
  const { person, browser } = await people.signUp();
  for (const agent of [...Object.values(agents), "curl"]) {
    const from = { "user-agent": agent, ...ownPost(browser.baseUrl) };
    const visitor = people.visitor();
    const { username: identifier, password } = person;
    await visitor.submit("/login", "Continue", { identifier, password }, from);
    await people.finishLogin(person, visitor);
  }
  const { body } = await browser.get("/account/sessions");
  for (const name of ["Safari on iPhone", "Firefox on Windows", "Unknown browser"])
    expect(body, name).toContain(name);
});
