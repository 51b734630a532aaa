import { type Fields, hiddenFields } from "../support/forms";
import { foreignTargets } from "./redirects";
import { expect, test } from "./test";
import { oddities, pollution, privileges, submit } from "./unwanted";

const more: Fields = [
  ...privileges,
  ...pollution,
  ["sessionId", "00000000-0000-4000-8000-000000000000"],
  ["returnTo", "https://evil.example"],
  ["stepped_up_at", "2999-01-01"],
  ["frozen_until", ""],
  ["hasPassword", "false"],
  ["first", "true"],
  ["locale", "de"],
  ["evenFrozen", "true"],
  ["purpose", "reset"],
];

test("fields that no form of an account has change nothing beside what the form is for (T-061)", async ({
  people,
  errands,
  simulator,
  database,
}) => {
  const { person: other } = await people.signUp();
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  const row = async ({ username }: { username: string }) => {
    const [found] = await database.sql`
      select username, users.id, email, locale, frozen_until, disabled_at, factor_failures, number,
        users.created_at < now() as made, md5(password_hash) as password
      from users join phones on user_id = users.id where username = ${username}`;
    return found;
  };
  const [before, others] = [await row(person), await row(other)];
  const { username } = newer;
  // Among them the names of the other forms' fields.
  const all: Fields = [
    ...more,
    ["email", newer.email],
    ["phone", newer.national],
    ["confirmation", person.username],
  ];
  await submit(browser, "/account/username", "Change it", { username }, all);
  expect(await row({ username })).toEqual({ ...before, username });
  await submit(browser, "/account/username", "Change it", { username: person.username }, all);
  await submit(browser, "/account/language", "Save", { language: "browser" }, all);
  const wrong = { current: "not the password", password: "some other long words" };
  await submit(browser, "/account/password", "Change it", wrong, all);
  await submit(browser, "/account/email", "Send me the link", { email: newer.email }, more);
  expect(await row(person)).toEqual(before);

  const chosen = await errands.toResetPin(person);
  await submit(chosen, "/reset/pin", "Continue", { pin: await simulator.wrongCode(person.phone) }, [
    ...all,
    ["state", "proved"],
  ]);
  expect((await chosen.get("/reset/password")).headers.location).toBe("/reset?ended");
  const alone = await people.logInByPhone(other);
  await submit(alone, "/account/confirm?next=/account/email", "Continue", { password: "wrong" }, all);
  expect((await alone.get("/account/email")).headers.location).toMatch(/^\/account\/confirm/);
  // The wrong PIN is counted, as it should be.
  expect([await row(person), await row(other)]).toEqual([{ ...before, factor_failures: 1 }, others]);
});

test("no character in any field of an account, a reset or a login by phone makes the server fail (T-066)", async ({
  people,
  errands,
}) => {
  const { person, browser } = await people.signUp();
  const { person: other } = await people.signUp();
  const alone = await people.logInByPhone(person);
  const nobody = await people.newPerson();
  const number = { country: "GB", phone: nobody.national };
  const names = { username: nobody.username, email: nobody.email };
  const forms = [
    [people.visitor(), "/login/phone", "Send me a PIN", { ...number, next: "/account" }],
    [people.visitor(), "/reset", "Mail me a link", { identifier: names.username }],
    [await errands.toResetPin(other), "/reset/pin", "Continue", { pin: "", token: "" }],
    [browser, "/account/username", "Change it", { username: "", token: "" }],
    [browser, "/account/email", "Send me the link", { email: "", token: "" }],
    [browser, "/account/phone", "Send me a PIN", number],
    [browser, "/account/language", "Save", { language: "" }],
    [browser, "/account/delete", "Delete my account", { confirmation: "" }],
    [alone, "/account/confirm", "Continue", { password: "wrong words", next: "/account" }],
  ] as const;
  const faults: string[] = [];
  for (const [visitor, path, button, fields] of forms) {
    const hidden = hiddenFields((await visitor.get(path)).body, button);
    for (const name of Object.keys(fields)) {
      const given = new Map<string, string | Buffer>([...hidden, ...Object.entries(fields)]);
      const kept = [...given].filter(([field, value]) => field !== name && value !== "");
      for (const [index, odd] of oddities.entries()) {
        const answer = await visitor.copy().post(path, [...kept, [name, odd]]);
        if (answer.status >= 500) faults.push(`${path} ${name} with oddity ${index}: ${answer.status}`);
      }
    }
  }
  const links = ["/reset/link", "/not-me", "/undo-number", "/confirm-email", "/recover/link"];
  for (const path of [...links, "/account/history"]) {
    for (const odd of ["%00", "%FF", "%", "%ED%A0%80", "%E2%80%AE", "9".repeat(40), "-1", "1e9", "'"]) {
      for (const name of ["link", "done", "before", "show"]) {
        const { status } = await browser.copy().get(`${path}?${name}=${odd}`);
        if (status >= 500) faults.push(`${path}?${name}=${odd}: ${status}`);
      }
    }
  }
  expect(faults).toEqual([]);
});

test("a confirmation and a login by phone lead to a path of ours, whatever they were asked for (T-056)", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  for (const target of foreignTargets(browser.baseUrl)) {
    const next = encodeURIComponent(target);
    for (const path of ["/account/confirm", "/login/phone"]) {
      const { headers, status } = await browser.copy().get(`${path}?next=${next}`);
      expect(status, `${path} ${target}`).toBe(307);
      expect(headers.location, target).toMatch(/^\/account$|^\/[^/\\]*$/);
      expect(new URL(String(headers.location), browser.baseUrl).origin, target).toBe(browser.baseUrl);
    }
    const stranger = await people.visitor().get(`/login/phone?next=${next}`);
    expect(stranger.body, target).not.toContain('name="next"');
  }
  const alone = await people.logInByPhone(person);
  const hidden = hiddenFields((await alone.get("/account/confirm")).body, "Continue");
  const fields = [...hidden.filter(([name]) => name !== "next"), ["password", person.password] as const];
  const answer = await alone.post("/account/confirm", [...fields, ["next", "//evil.example"]]);
  expect(answer.headers.location).toBe("/account");
  const kept = await database.sql`
    select distinct return_to from confirmations
    where user_id = (select id from users where username = ${person.username})`;
  expect(kept.map((row) => row.return_to)).toEqual(["/account"]);
});
