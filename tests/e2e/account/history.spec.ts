import { onPage } from "../pages";
import { expect, test } from "./test";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("the history tells in words what happened to this account and to no other, all of it or one kind", async ({
      page,
      context,
      people,
      simulator,
    }) => {
      const { person, browser } = await people.signUp();
      const { person: other, browser: another } = await people.signUp();
      const [newName, otherName] = [(await people.newPerson()).username, (await people.newPerson()).username];
      await another.submit("/account/username", "Change it", { username: otherName });
      await people.logIn({ ...other, username: otherName });
      await browser.submit("/account/username", "Change it", { username: newName });
      const stranger = await people.beginLogin({ ...person, username: newName });
      await stranger.submit("/login/pin", "Log in", { pin: await simulator.wrongCode(person.phone) });

      const on = onPage(page);
      await browser.enter(context);
      await page.goto("/account");
      await on.follow("History");
      const lines = page.getByRole("main").getByRole("listitem");
      for (const sentence of [
        "Somebody with the right password entered a wrong PIN to log in",
        "The right password was entered to log in",
        `The user name was changed to ${newName}`,
        "Logged in with password and PIN to the phone",
        "The account was made",
      ])
        await expect(lines.filter({ hasText: sentence }), sentence).toHaveCount(1);
      await expect(page.getByText(otherName)).toHaveCount(0);
      await on.follow("Changes");
      await expect(page).toHaveURL("/account/history?show=changes");
      await expect(lines.filter({ hasText: "The user name was changed" })).toHaveCount(1);
      await expect(lines.filter({ hasText: "The right password" })).toHaveCount(0);
      await on.follow("Everything");
      await expect(lines.filter({ hasText: "The right password was entered to log in" })).toHaveCount(1);
    });
  });
}

test("a long history goes on page after page, and none of it twice", async ({ people, database }) => {
  const { person, browser } = await people.signUp();
  await database.sql`
    insert into audit (event, outcome, user_id, browser)
    select 'step-up.pin', 'right', users.id, 'Browser number ' || n from users, generate_series(1, 70) n
    where username = ${person.username}`;
  const first = (await browser.get("/account/history")).body;
  const older = /href="(\/account\/history\?before=\d+)"/.exec(first)?.[1] ?? "";
  const second = (await browser.get(older)).body;
  const numbers = (body: string) =>
    [...body.matchAll(/<bdi>Browser number (\d+)/g)].map(([, n]) => Number(n));
  expect(numbers(first)).toEqual(Array.from({ length: 50 }, (_, n) => 70 - n));
  expect(numbers(second)).toEqual(Array.from({ length: 20 }, (_, n) => 20 - n));
  expect(second).toContain("The account was made");
  expect(second).not.toContain(">Older<");
});
