import { codeOf } from "../support/factors";
import { hiddenFields } from "../support/forms";
import { expect, test } from "./test";

test("killed between the provider's yes and its own answer, it has sent one text, and the person goes on (F-31)", async ({
  people,
  simulator,
  database,
  served,
}) => {
  const first = await served.serve();
  const { person } = await people.signUp();
  const browser = people.visitor();
  const page = await browser.get("/login");
  const typed = [
    ["identifier", person.username],
    ["password", person.password],
  ] as const;
  // The provider has taken it and says so later: the application waits for the answer when it is killed.
  const later = { kind: "delay", milliseconds: 4_000 } as const;
  await simulator.fault({ operation: "start", when: "after", effect: later });
  const lost = browser.post("/login", [...hiddenFields(page.body, "Continue"), ...typed]).then(
    () => "answered",
    () => "lost",
  );
  await simulator.latestCode(person.phone, 1);
  await first.kill();
  expect(await lost).toBe("lost");
  const begun = await database.sql`
    select c.state, s.result from challenges c join sends s on s.challenge_id = c.id
    where c.phone = ${person.phone} and c.login_id is not null`;
  expect([...begun]).toEqual([{ state: "pending", result: "reserved" }]);

  await served.serve();
  // It may ask to wait while it is still busy with its start.
  await expect(async () => people.beginLogin(person, browser)).toPass();
  expect(await simulator.codes(person.phone), "One text, however often the button was pressed").toBe(2);
  const shown = await browser.get("/login/pin");
  expect(shown.status).toBe(200);
  // What the killed process began is carried on once its request is known, or the page says when another one may be had.
  expect(shown.body).toMatch(/name="pin"|Send a new PIN/);
});

test("keys that are replaced in mid-login leave sessions, PINs, passwords and apps as they were (F-21)", async ({
  people,
  factors,
  simulator,
  subject,
  served,
}) => {
  const { AUTH_SECRET: secret = "", PASSWORD_PEPPERS: pepper = "" } = subject.environment;
  await served.serve();
  const { person, browser } = await people.signUp();
  const waiting = await people.beginLogin(person);
  const owner = await factors.owner();

  const [newer, newest] = ["n".repeat(40), "m".repeat(40)];
  await served.serve({ AUTH_SECRET: `${newer},${secret}`, PASSWORD_PEPPERS: `${newest},${pepper}` });
  expect((await browser.get("/account")).status, "A session under the old key is read").toBe(200);
  await people.finishLogin(person, waiting);
  expect((await waiting.get("/account")).status).toBe(200);
  const app = people.visitor();
  await expect(async () => factors.beginLogin(owner.person, "/login/authenticator", app)).toPass();
  const byApp = await app.submit("/login/authenticator", "Log in", { code: codeOf(owner.secret) });
  expect(byApp.headers.location, "What is sealed under the old pepper is read").toBe("/account");
  const other = await factors.beginLogin(owner.person, "/login/authenticator");
  await other.submit("/login/authenticator", "Use a recovery code");
  const byCode = await other.submit("/login/recovery", "Log in", { code: owner.codes[0] ?? "" });
  expect(byCode.headers.location).toBe("/account/security/codes?used");

  // The old keys go once nothing of them is left: what was opened since is under the new ones.
  await served.serve({ AUTH_SECRET: newer, PASSWORD_PEPPERS: `${newest},${pepper}` });
  expect((await waiting.get("/account")).status).toBe(200);
  expect((await browser.get("/account")).headers.location).toBe("/login?next=%2Faccount");
  expect(await simulator.codes(person.phone)).toBe(2);
});
