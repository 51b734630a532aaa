import { beginLifetime } from "../../../dev/lifetime";
import { startBeside } from "../support/application";
import type { Database } from "../support/database";
import type { Fields } from "../support/forms";
import type { Person } from "../support/people";
import { newVisitor, type Visitor } from "../support/visitor";
import { passProof } from "../time";
import { callCarrier, plainCarriers, sendOwn } from "./calls";
import { tokenOf } from "./prepared";
import { openToOldProof } from "./surface";
import { expect, test } from "./test";

type Change = Readonly<{ page: string; name: string; typed: Fields; stateful: boolean }>;

const SESSION = "countersign-session";
const STEP_UP = "countersign-step-up";
const CONFIRM = /^\/account\/confirm\?next=/;

async function sessionsOf({ sql }: Database, { username }: Person): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    select sessions.id from sessions join users on users.id = user_id
    where username = ${username} and revoked_at is null order by sessions.created_at`;
  return rows.map(({ id }) => id);
}

/** Every change that a form of the account makes, with fields that would make it. */
function changesOf(person: Person, newer: Person, session: string): readonly Change[] {
  const change = (page: string, name: string, typed: Record<string, string>, stateful = true): Change => ({
    ...{ page: `/account/${page}`, name: `app/account/${page}/actions.ts ${name}` },
    ...{ typed: Object.entries(typed), stateful },
  });
  const { username, password } = person;
  return [
    change("username", "submitUsername", { username: newer.username }),
    change("email", "submitEmail", { email: newer.email }),
    change("password", "submitPassword", { current: password, password: `${password} and more` }),
    change("phone", "submitNumber", { country: "GB", phone: newer.national }),
    change("language", "submitLanguage", { language: "de" }, false),
    change("sessions", "endOne", { session }),
    change("sessions", "endOthers", {}),
    change("security", "makeLink", {}),
    change("security", "renameDevice", { device: session, name: "A phone" }),
    change("security", "removeDevice", { device: session }),
    change("security/authenticator", "setUpApp", {}),
    change("security/authenticator", "enrolApp", { name: "My app", code: "123456" }),
    change("security/authenticator", "rename", { id: session, name: "My app" }),
    change("security/codes", "makeCodes", { fill: "0" }),
    change("security/codes", "confirmCodes", { set: session, have: "1" }),
    change("security/passkeys", "begin", {}),
    change("security/passkeys", "rename", { id: session, name: "My laptop" }),
    change("security/browsers", "trustThis", {}),
    change("security/remove", "remove", { kind: "authenticator", id: session }),
    change("transfer", "sendMoney", {}),
    change("delete", "submitDeletion", { confirmation: username }),
  ];
}

/** As React calls the action, with the session's own token; where the answer leads. */
async function call(visitor: Visitor, { page, name, typed, stateful }: Change): Promise<string> {
  const token = await tokenOf(visitor, "/account", "Log out");
  const packed = callCarrier(name, stateful).carry([["token", token], ...typed]);
  const { headers } = await sendOwn(visitor, page, packed);
  return String(headers["x-action-redirect"] ?? headers.location ?? "nowhere");
}

test("no change is made for the phone alone, nor five minutes after the last proof: the way is the confirmation (T-051, T-052)", async ({
  people,
  database,
}) => {
  const { person: a } = await people.signUp();
  const { person: b, browser: stale } = await people.signUp();
  const newer = await people.newPerson();
  const phoneAlone = await people.logInByPhone(a);
  await passProof(database, b);
  const before = await database.fingerprint(["confirmations"]);
  for (const [visitor, person] of [
    [phoneAlone, a],
    [stale, b],
  ] as const) {
    const [session = ""] = await sessionsOf(database, person);
    for (const change of changesOf(person, newer, session)) {
      if (visitor === stale && openToOldProof.has(change.page)) continue;
      expect(await call(visitor, change), `${change.name} of ${person.username}`).toMatch(CONFIRM);
      const plain = plainCarriers[0]?.carry([]) ?? { body: "", headers: {} };
      expect((await sendOwn(visitor, change.page, plain)).setCookies).toEqual([]);
    }
  }
  expect(await database.fingerprint(["confirmations"])).toEqual(before);
  const held = await database.sql<
    { held: string }[]
  >`select held::text from confirmations where held is not null`;
  expect(held.map((row) => row.held).join(), "What is kept over a confirmation").not.toContain(a.password);
});

test("a proof is good for 4:59 and not for 5:01, in its own session and not in another of the same person (T-051)", async ({
  people,
  errands,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const other = await people.logIn(person);
  const [name] = changesOf(person, await people.newPerson(), "");
  if (!name) throw new Error("There is no change to make");
  await passProof(database, person, 299);
  expect((await browser.get("/account/username")).status).toBe(200);
  await passProof(database, person, 2);
  expect(await call(browser, name)).toMatch(CONFIRM);
  await errands.toConfirmPin(browser, person, "/account/username");
  await errands.confirm(browser, person, "/account/username");
  expect(await call(other, name), "The other session").toMatch(CONFIRM);
  const thief = other.copy();
  thief.jar.set(STEP_UP, browser.jar.get(STEP_UP) ?? "");
  expect(await call(thief, name), "With the proof of the first").toMatch(CONFIRM);
  const forged = ["steppedUp", "stepped_up_at", "freshWithin", "aal", "proved"];
  const typed = [...name.typed, ...forged.map((field) => [field, "2999-01-01T00:00:00Z"] as const)];
  expect(await call(other, { ...name, typed }), "With a claim of its own").toMatch(CONFIRM);
  expect(await call(browser, name)).toMatch(/^\/account\?changed=username/);
});

test("a confirmation that was begun in one account confirms nothing in another (T-050)", async ({
  people,
  errands,
  simulator,
  database,
}) => {
  const { person: a, browser: first } = await people.signUp();
  const { person: b, browser: second } = await people.signUp();
  await errands.toConfirmPin(first, a, "/account/delete");
  await passProof(database, b);
  second.jar.set(STEP_UP, first.jar.get(STEP_UP) ?? "");
  expect((await second.get("/account/confirm/pin")).headers.location).toBe("/account/confirm");
  const token = await tokenOf(first, "/account/confirm/pin", "Confirm");
  const pin = await simulator.latestCode(a.phone);
  const packed = callCarrier("app/account/confirm/pin/actions.ts submitPin", true).carry([
    ["token", token],
    ["pin", pin],
  ]);
  await sendOwn(second, "/account/confirm/pin", packed);
  for (const [visitor, page] of [
    [second, "/account/delete"],
    [first, "/account/delete"],
  ] as const)
    expect((await visitor.get(page)).headers.location, page).toMatch(CONFIRM);
  expect([await sessionsOf(database, a), await sessionsOf(database, b)].map(({ length }) => length)).toEqual([
    1, 1,
  ]);
});

test("a session gets a new secret with every proof, and the one before is worth nothing (T-038)", async ({
  people,
  errands,
}) => {
  const { person, browser } = await people.signUp();
  const before = browser.copy();
  await errands.toConfirmPin(browser, person, "/account/username");
  await errands.confirm(browser, person, "/account/username");
  expect(browser.jar.get(SESSION)).not.toBe(before.jar.get(SESSION));
  expect((await before.get("/account")).headers.location).toBe("/login?next=%2Faccount");
  expect((await browser.get("/account")).status).toBe(200);
  const phoneAlone = await people.logInByPhone(person);
  const copied = phoneAlone.copy();
  const { password } = person;
  const raised = await phoneAlone.submit("/account/confirm?next=/account", "Continue", { password });
  expect(raised.headers.location).toBe("/account");
  expect((await copied.get("/account")).headers.location, "A copy from before").toBe(
    "/login?next=%2Faccount",
  );
  expect((await phoneAlone.get("/account")).body).toContain("both factors (AAL2)");
});

test("nobody ends a session of somebody else, and the answer is that of an id that never was (T-062)", async ({
  people,
  database,
}) => {
  const { person: a } = await people.signUp();
  const { person: b, browser } = await people.signUp();
  const [theirs = ""] = await sessionsOf(database, a);
  const answers: string[] = [];
  const before = await database.fingerprint();
  for (const session of [theirs, "00000000-0000-4000-8000-000000000000", "' or true --", ""]) {
    const ending = changesOf(b, b, session).find(({ name }) => name.endsWith("endOne"));
    if (ending) answers.push(await call(browser, ending));
  }
  expect(new Set(answers)).toEqual(new Set(["/account/sessions?ended=none;push"]));
  expect(await database.fingerprint()).toEqual(before);
});

test("what ends sessions ends them at once on every instance, and renews the one that asked (T-045)", async ({
  people,
  errands,
  database,
  subject,
}) => {
  const lifetime = beginLifetime();
  try {
    const { baseUrl } = await startBeside(subject, {}, lifetime);
    const endings: Record<string, (browser: Visitor, person: Person) => Promise<unknown>> = {
      "one session": (browser) => browser.submit("/account/sessions", "End the session"),
      "all others": (browser) => browser.submit("/account/sessions", "End all other sessions"),
      "a new password": (browser, { password }) => {
        const typed = { current: password, password: `${password} and more` };
        return browser.submit("/account/password", "Change it", typed);
      },
      "a new number": async (browser, person) =>
        errands.changePhone(browser, person, await people.newPerson()),
      "a reset": async (_, person) => {
        const half = await errands.toResetPassword(person);
        return half.submit("/reset/password", "Save it", { password: `${person.password} and more` });
      },
      "this was not me": async (_, person) => {
        const link = await errands.notMeLink(person);
        return people.visitor().submit(link, "This was not me");
      },
      deletion: (browser, { username: confirmation }) =>
        browser.submit("/account/delete", "Delete my account", { confirmation }),
    };
    for (const [what, end] of Object.entries(endings)) {
      const { person, browser } = await people.signUp();
      const victim = await people.logIn(person);
      const before = browser.copy();
      await end(browser, person);
      for (const place of [victim.baseUrl, baseUrl]) {
        const answer = await newVisitor(place, victim.jar).get("/account");
        expect(answer.headers.location, `${what} at ${place}`).toBe("/login?next=%2Faccount");
      }
      if (/password|number/.test(what))
        expect((await before.get("/account")).headers.location, what).toBe("/login?next=%2Faccount");
      const left = /reset|not me|deletion/.test(what) ? 0 : 1;
      expect(await sessionsOf(database, person), what).toHaveLength(left);
    }
  } finally {
    await lifetime.end();
  }
});
