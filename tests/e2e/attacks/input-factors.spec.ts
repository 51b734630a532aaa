import { APPS } from "../support/factors";
import { hiddenFields } from "../support/forms";
import { passProof } from "../time";
import { expect, test } from "./test";
import { oddities, pollution, privileges, submit } from "./unwanted";

const PASSKEYS = "/account/security/passkeys";

test("no character in any form about apps, codes, passkeys and second steps makes the server fail (T-066)", async ({
  people,
  factors,
  errands,
  database,
}) => {
  const { person, browser } = await factors.owner();
  const { browser: adding } = await people.signUp();
  await adding.submit(APPS, "Set up an app");
  const { person: late, browser: confirming } = await factors.owner();
  await passProof(database, late);
  await confirming.submit("/account/confirm?next=/account/email", "Use an authenticator app");
  const onApp = await factors.beginLogin(person, "/login/authenticator");
  const onCode = await factors.beginLogin(person, "/login/authenticator");
  await onCode.submit("/login/authenticator", "Use a recovery code");
  const resetting = await errands.toResetPin(late);
  const link = await errands.recoveryLink((await people.signUp()).person);
  const { national: phone } = await people.newPerson();
  const forms = [
    [onApp, "/login/authenticator", "Log in", { code: "", token: "" }],
    [onApp, "/login/authenticator", "Text me a PIN", { way: "" }],
    [onCode, "/login/recovery", "Log in", { code: "" }],
    [confirming, "/account/confirm/authenticator", "Confirm", { code: "" }],
    [confirming, "/account/confirm/recovery", "Confirm", { code: "" }],
    [confirming, "/account/confirm?other&next=/account/email", "Use a passkey", { way: "", next: "" }],
    [resetting, "/reset/authenticator", "Continue", { code: "" }],
    [resetting, "/reset/recovery", "Continue", { code: "" }],
    [people.visitor(), link, "Send me a PIN", { link: "", password: "wrong words", country: "GB", phone }],
    [browser, APPS, "Save the name", { id: "", name: "An app", token: "" }],
    [browser, PASSKEYS, "Save the name", { id: "", name: "A laptop" }],
    [adding, APPS, "Add this app", { name: "An app", code: "" }],
  ] as const;
  for (const one of [person, late]) await factors.addPasskeyRow(one);
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
  for (const odd of ["%00", "%FF", "%ED%A0%80", "9".repeat(40), "__proto__", "constructor", "'", "-1"]) {
    for (const query of [
      `kind=${odd}&id=x`,
      `kind=passkey&id=${odd}`,
      `kind=authenticator&kind=${odd}&id=1`,
    ]) {
      const { status } = await browser.copy().get(`/account/security/remove?${query}`);
      if (status >= 500) faults.push(`${query}: ${status}`);
    }
  }
  expect(faults).toEqual([]);
});

test("fields that no form about an app or a second step has change nothing beside what the form is for (T-061)", async ({
  factors,
  database,
}) => {
  const { person, browser } = await factors.owner();
  const row = async () => {
    const [found] = await database.sql`
      select authenticator_apps.*, username, email, password_hash, factor_failures
      from authenticator_apps join users on users.id = user_id where username = ${person.username}`;
    return found;
  };
  const before = await row();
  const more = [...privileges, ...pollution, ["secret", "A".repeat(32)], ["last_step", "0"]] as const;
  const own = more.filter(([name]) => name !== "id");
  await submit(browser, APPS, "Save the name", { name: "Another name" }, own);
  expect(await row()).toEqual({ ...before, name: "Another name" });
  const half = await factors.beginLogin(person, "/login/authenticator");
  const hidden = hiddenFields((await half.get("/login/authenticator")).body, "Log in");
  for (const claims of [
    [
      ["code", "000000"],
      ["code", "111111"],
    ],
    [
      ["asks", "recovery"],
      ["passed", "true"],
      ["code", "not a code"],
    ],
  ] as const) {
    const answer = await half.copy().post("/login/authenticator", [...hidden, ...claims, ...own]);
    expect(answer.setCookies).toEqual([]);
  }
  expect(await row(), "Neither was a try").toEqual({ ...before, name: "Another name" });
});

test("what somebody calls an app or a passkey stands inert wherever it is shown (T-060)", async ({
  page,
  context,
  people,
  factors,
  simulator,
}) => {
  const { person, browser } = await people.signUp();
  const hostile = `"><img src=x onerror=ran=1>evil.example`;
  await factors.addApp(browser, person, hostile);
  await factors.addPasskeyRow(person, hostile);
  await browser.enter(context);
  for (const path of [APPS, PASSKEYS, "/account/security", "/account/history"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.evaluate(() => Reflect.get(window, "ran")), path).toBeUndefined();
    expect(await page.locator("main img").count(), path).toBe(0);
  }
  await page.goto(APPS);
  await page.getByRole("link", { name: /^Remove the app/ }).click();
  await expect(page.getByText(hostile)).toBeVisible();
  expect(await page.locator("main img").count()).toBe(0);
  const { text } = await simulator.latestMail(person.email, "A new way to log in to your account was added");
  expect(text, "Nothing that a mail program makes a link of").not.toMatch(/evil\.example|<img/);
});
