import { linkTo } from "../support/links";
import type { Person } from "../support/people";
import { ownPost } from "../support/visitor";
import { personalDataIn } from "./secrets";
import { expect, test } from "./test";

const hostile = [
  `"><img src=x onerror="window.ran='image'">`,
  "</script><script>window.ran='script'</script>",
  "</title><svg onload=window.ran='svg'>",
  "{{constructor.constructor('window.ran=1')()}}<%= 7*7 %>",
  "\u2028\u2029\u202e\u2066https://evil.example/\u0007",
  "evil.example\r\nBcc: victim@example.org\r\n\r\nhttps://evil.example/",
].join(" ");

test("what a browser says of itself stands inert on every page and in every mail that shows it (T-060)", async ({
  page,
  context,
  people,
  simulator,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { username: identifier, password } = person;
  const agent = Buffer.from(`${hostile} Firefox Windows`)
    .toString("latin1")
    .replaceAll(/\p{Cc}/gu, " ");
  const from = { "user-agent": agent, ...ownPost(browser.baseUrl) };
  const thief = people.visitor();
  await thief.submit("/login", "Continue", { identifier, password }, from);
  const pin = await simulator.latestCode(person.phone, 1);
  await thief.submit("/login/pin", "Log in", { pin }, from);
  const mail = await simulator.latestMail(person.email, "A new browser has logged in");
  expect(mail.text).toContain("Browser: Firefox on Windows\n");
  // As if a version without these rules had written it down.
  const whose = database.sql`(select id from users where username = ${identifier})`;
  await database.sql`update sessions set browser = ${hostile}, place = ${hostile} where user_id = ${whose}`;
  await database.sql`
    update notices set details = details || jsonb_build_object('browser', ${hostile}::text, 'place', ${hostile}::text)
    where user_id = ${whose}`;
  await database.sql`
    insert into audit (event, outcome, user_id, browser, address, details)
    select 'session.ended', 'owner', id, ${hostile}, ${hostile}, jsonb_build_object('by', ${hostile}::text,
      'place', ${hostile}::text, 'email', ${hostile}::text, 'locale', ${hostile}::text) from users where id = ${whose}`;
  await browser.enter(context);
  for (const path of ["/account", "/account/sessions", "/account/history", linkTo("/not-me", mail.text)]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.evaluate(() => Reflect.get(window, "ran")), path).toBeUndefined();
    expect(await page.locator("main img, main svg, main script").count(), path).toBe(0);
    const { body } = await browser.get(path);
    expect(body, path).not.toMatch(/<img|onerror="|[\u2028\u2029\u202e\u2066]|https:\/\/evil/);
  }
  await browser.submit("/account/sessions", "End all other sessions", {}, from);
  for (const { text } of await simulator.mails(person.email))
    expect(text).not.toMatch(/<img|evil\.example|[\u2028\u202e]|Bcc:/);
});

test("links in mails and texts lead to this application, whatever host a request names (T-072)", async ({
  people,
  simulator,
  subject,
}) => {
  const evil = "evil.example";
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  const { host, origin } = new URL(subject.baseUrl);
  const { email: identifier, username, password } = person;
  // What Next lets through: it compares the origin with the forwarded host where there is one.
  for (const headers of [
    { host: evil, "x-forwarded-host": host },
    {
      forwarded: `host=${evil}`,
      "x-original-host": evil,
      "x-forwarded-proto": "https",
      "x-forwarded-port": "1",
    },
  ]) {
    const from = { ...ownPost(origin), ...headers };
    await people.visitor().submit("/reset", "Mail me a link", { identifier }, from);
    await browser.submit("/account/email", "Send me the link", { email: newer.email }, from);
    const login = people.visitor();
    await login.submit("/login", "Continue", { identifier: username, password }, from);
    const pin = await simulator.latestCode(person.phone);
    await login.submit("/login/pin", "Log in", { pin }, from);
  }
  await browser.submit("/account/phone", "Send me a PIN", { country: "GB", phone: newer.national });
  const pin = await simulator.latestCode(newer.phone);
  const from = { ...ownPost(origin), host: evil, "x-forwarded-host": host };
  await browser.submit("/account/phone/pin", "Change the number", { pin }, from);
  await simulator.latestMail(person.email, "The phone number of your account was changed");
  const text = await simulator.latestText(person.phone, "Your phone number was changed");
  const mails = [...(await simulator.mails(person.email)), ...(await simulator.mails(newer.email))];
  expect(mails.length).toBeGreaterThanOrEqual(7);
  const told = [text, ...mails.map((mail) => mail.text)];
  const links = told.flatMap((one) => one.match(/https?:\S+/g) ?? []);
  for (const link of links) expect(new URL(link).origin, link).toBe(origin);
  expect(told.join()).not.toContain(evil);
});

test("a request that names a foreign host and no other has nothing mailed (T-072)", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { email } = await people.newPerson();
  const before = await database.fingerprint();
  const { email: identifier } = person;
  for (const headers of [{ host: "evil.example" }, { "x-forwarded-host": "evil.example" }]) {
    for (const origin of [browser.baseUrl, "https://evil.example", "http://evil.example"]) {
      const from = { ...ownPost(origin), ...headers };
      await people.visitor().submit("/reset", "Mail me a link", { identifier }, from);
      await browser.copy().submit("/account/email", "Send me the link", { email }, from);
    }
  }
  expect(await database.fingerprint()).toEqual(before);
});

test("no link that is changed, cut, doubled or made for something else opens anything (T-062)", async ({
  people,
  errands,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { person: lost } = await people.signUp();
  const newer = await people.newPerson();
  const tokens = [
    await errands.recoveryLink(lost),
    await errands.resetLink(person),
    await errands.notMeLink(person),
    await errands.changePhone(browser, person, newer),
    await errands.emailLink(browser, newer.email),
  ].map((link) => link.split("=")[1] ?? "");
  const paths = ["/recover/link", "/reset/link", "/not-me", "/undo-number", "/confirm-email"];
  const before = await database.fingerprint();
  for (const [index, path] of paths.entries()) {
    const own = tokens[index] ?? "";
    const others = tokens.filter((token) => token !== own);
    const changed = [
      `${own.slice(0, -1)}${own.endsWith("A") ? "B" : "A"}`,
      own.slice(0, 43),
      `${own}A`,
      own.toLowerCase(),
    ];
    for (const token of [...others, ...changed]) {
      const { headers, body } = await people.visitor().get(`${path}?link=${token}`);
      if (path === "/reset/link") expect(headers.location, token).toBe("/reset?ended");
      else expect(body, `${path} ${token}`).not.toContain("<form");
    }
    const doubled = await people.visitor().get(`${path}?link=${own}&link=${own}`);
    expect(doubled.body, path).not.toContain("<form");
  }
  expect(await database.fingerprint()).toEqual(before);
});

test("the pages behind links name neither the person nor the address nor the number to whoever has a link (T-062)", async ({
  people,
  errands,
}) => {
  const hidden = async (link: string, person: Person, nameToo = true) =>
    expect(personalDataIn(await people.visitor().get(link), person, nameToo), link).toEqual([]);
  const { person, browser } = await people.signUp();
  const { person: lost } = await people.signUp();
  const newer = await people.newPerson();
  await hidden(await errands.recoveryLink(lost), lost, false);
  await hidden(await errands.notMeLink(person), person);
  await hidden(await errands.resetLink(person), person, false);
  await hidden(await errands.emailLink(browser, newer.email), person, false);
  await hidden(await errands.changePhone(browser, person, newer), person);
});
