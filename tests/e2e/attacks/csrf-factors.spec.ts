import { beginLifetime } from "../../../dev/lifetime";
import { startBeside } from "../support/application";
import { APPS, CODES, codeOf } from "../support/factors";
import { hiddenFields } from "../support/forms";
import { LOGIN_BUTTON, type Person } from "../support/people";
import { newVisitor, type Visitor } from "../support/visitor";
import { passProof } from "../time";
import { callCarrier, plainCarriers } from "./calls";
import {
  expectNothingFromElsewhere,
  expectNothingWithout,
  type Prepared,
  prepare,
  preparePinPage,
  tokenOf,
  type Wanted,
} from "./prepared";
import { expect, test } from "./test";

const stateful = true;

const form = (path: string, button: string, name: string, more: Partial<Wanted> = {}): Wanted => {
  const group = /^\/(login|reset|recover)\b/.test(path) ? "app/(auth)" : "app";
  return { path, button, action: `${group}${path.replace(/\?.*/, "")}/actions.ts ${name}`, ...more };
};

const posts = (path: string, button: string, name: string, typed: Record<string, string> = {}): Wanted =>
  form(path, button, name, { typed, stateful });

const prepareAll = (wanted: readonly (readonly [Visitor, Wanted])[]): Promise<readonly Prepared[]> =>
  Promise.all(wanted.map(([visitor, one]) => prepare(visitor, one)));

/** The form under codes that were just made; the page has it in the answer to that alone. */
async function prepareConfirmation(visitor: Visitor): Promise<Prepared> {
  const { body } = await visitor.submit(CODES, "Make 10 codes");
  return {
    ...{ visitor, path: CODES, form: [...hiddenFields(body, "Use these codes"), ["have", "1"]] },
    carriers: [...plainCarriers, callCarrier(`app${CODES}/actions.ts confirmCodes`, stateful)],
  };
}

test("no form about apps, codes and passkeys does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  factors,
  errands,
  database,
}) => {
  const { person, browser } = await factors.owner();
  const { browser: another } = await people.signUp();
  const { browser: making } = await people.signUp();
  const { body } = await another.land(await another.submit(APPS, "Set up an app"));
  const code = codeOf(/enrolment-text mono">([A-Z2-7 ]+)</.exec(body)?.[1] ?? "");
  const { person: lost, browser: looking } = await people.signUp();
  await errands.recoveryLink(lost);
  const removal = /href="(\/account\/security\/remove[^"]+)"/.exec((await browser.get(APPS)).body)?.[1] ?? "";
  const prepared = [
    ...(await prepareAll([
      [browser, posts(APPS, "Set up another app", "setUpApp")],
      [browser, posts(APPS, "Save the name", "rename", { name: "Another name" })],
      [browser, posts(removal.replaceAll("&amp;", "&"), "Remove the authenticator app", "remove")],
      [browser, posts(CODES, "Make 10 new codes", "makeCodes")],
      [browser, posts("/account/security/passkeys", "Add a passkey", "begin")],
      [another, posts(APPS, "Add this app", "enrolApp", { name: "My app", code })],
      [looking, posts("/account", "Stop it", "stopRecovering")],
    ])),
    await prepareConfirmation(making),
  ];
  await expectNothingFromElsewhere(prepared, database);
  const { browser: stranger } = await people.signUp();
  await expectNothingWithout(prepared, ["", "x", await tokenOf(stranger, "/account", "Log out")], database);
  const own = prepared.filter(({ visitor }) => visitor === browser);
  expect(own).toHaveLength(5);
  const renamed = await browser.copy().post(APPS, own[1]?.form ?? []);
  expect(renamed.headers.location, "From our own page").toBe(APPS);
  const [app] = await database.sql`
    select name from authenticator_apps where user_id = (select id from users where username = ${person.username})`;
  expect(app?.name).toBe("Another name");
});

test("no form of a second step, a confirmation or a reset does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  factors,
  errands,
  simulator,
  database,
}) => {
  const { person: a, secret, codes } = await factors.owner();
  const { person: b, secret: secretOfB, codes: codesOfB, browser: confirming } = await factors.owner();
  const { person: c, browser: stale } = await factors.owner();
  const code = codes[0] ?? "";
  const onApp = await factors.beginLogin(a, "/login/authenticator");
  const onCode = await factors.beginLogin(a, "/login/authenticator");
  await onCode.submit("/login/authenticator", "Use a recovery code");
  await passProof(database, b);
  await confirming.submit("/account/confirm?next=/account/email", "Use an authenticator app");
  await passProof(database, c);
  const resetting = await errands.toResetPin(a);
  const [app, appOfB] = [codeOf(secret), codeOf(secretOfB)];
  const ways = (button: string, name: string): Wanted => ({
    ...form("/login/authenticator", button, name),
    action: `app/(auth)/login/ways/actions.ts ${name}`,
  });
  const confirm = "/account/confirm";
  const prepared = await prepareAll([
    [onApp, posts("/login/authenticator", "Log in", "submitCode", { code: app })],
    [onApp, ways("Use a recovery code", "tryAnotherWay")],
    [onApp, ways("Cancel this login", "cancelSecondStep")],
    [onApp, posts("/login/lost", "Begin the wait", "askToRecover")],
    [onCode, posts("/login/recovery", "Log in", "submitCode", { code })],
    [confirming, posts(`${confirm}/authenticator`, "Confirm", "submitCode", { code: appOfB })],
    [confirming, posts(`${confirm}/recovery`, "Confirm", "submitCode", { code: codesOfB[0] ?? "" })],
    [stale, form(`${confirm}?next=/account/email`, "Use a recovery code", "tryStepUpWay")],
    [resetting, posts("/reset/authenticator", "Continue", "submitCode", { code: app })],
    [resetting, posts("/reset/recovery", "Continue", "submitCode", { code })],
  ]);
  await expectNothingFromElsewhere(prepared, database);
  const foreign = await tokenOf(
    await people.beginLogin((await people.signUp()).person),
    "/login/pin",
    "Log in",
  );
  await expectNothingWithout(
    prepared.filter(({ visitor }) => visitor !== stale),
    ["", "x", foreign],
    database,
  );
  const entered = await onCode.submit("/login/recovery", "Log in", { code });
  expect(entered.setCookies.join(), "From our own page").toContain("countersign-session=");
  expect(await simulator.codes(b.phone), "Nothing was sent").toBe(1);
});

test("no form on the way to a new phone does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  errands,
  simulator,
  database,
}) => {
  const { person } = await people.signUp();
  const { person: other } = await people.signUp();
  const newer = await people.newPerson();
  const link = await errands.recoveryLink(other);
  const proving = await errands.toRecoveryPin(person, newer);
  const pin = await simulator.latestCode(newer.phone);
  const typed = { password: other.password, country: "GB", phone: newer.national };
  const pages = await preparePinPage(proving, "/recover/pin", {
    ...{ pin, submit: "Replace everything", leave: "Leave everything as it is" },
  });
  const opened = await prepare(people.visitor(), posts(link, "Send me a PIN", "submitNewPhone", typed));
  await expectNothingFromElsewhere([...pages, opened], database);
  await expectNothingWithout(pages, ["", "x"], database);
});

test("where browsers may be trusted, no form about that does anything when it is posted from elsewhere (T-053)", async ({
  people,
  simulator,
  database,
  subject,
}) => {
  const lifetime = beginLifetime();
  try {
    const { baseUrl } = await startBeside(subject, { TRUSTED_BROWSER_DAYS: "7" }, lifetime);
    const offer = "Do not ask for a second step here for 7 days";
    const enter = async ({ username: identifier, password, phone }: Person) => {
      const visitor = newVisitor(baseUrl);
      const before = await simulator.codes(phone);
      await visitor.submit("/login", LOGIN_BUTTON, { identifier, password });
      const pin = await simulator.latestCode(phone, before);
      await visitor.submit("/login/pin", "Log in", { pin });
      return visitor;
    };
    const { person: a, browser: another } = await people.signUp();
    const { person: b } = await people.signUp();
    const [asked, trusted] = [await enter(a), await enter(b)];
    expect((await trusted.submit("/account", offer)).headers.location).toMatch(/done=trusted$/);
    const page = "/account/security/browsers";
    const prepared = await prepareAll([
      [asked, posts(page, offer, "trustThis")],
      [trusted, posts(page, "Trust it no more", "endTrust")],
    ]);
    await expectNothingFromElsewhere(prepared, database);
    await expectNothingWithout(prepared, ["", "x", await tokenOf(another, "/account", "Log out")], database);
    const ended = await trusted.submit(page, "Trust it no more");
    expect(ended.headers.location, "From our own page").toBe(`${page}?done=ended`);
  } finally {
    await lifetime.end();
  }
});
