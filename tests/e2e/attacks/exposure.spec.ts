import type { OutgoingHttpHeaders } from "node:http";
import { multipart } from "../support/forms";
import type { Visitor } from "../support/visitor";
import { ownPost } from "../support/visitor";
import { foreignHeaders } from "./calls";
import { decodable, type Garbage, undecodable } from "./garbage";
import { innards } from "./secrets";
import { type Action, actions, publicActionIds, routes } from "./surface";
import { expect, test } from "./test";

const pages = routes.filter(({ kind }) => kind === "page").map(({ path }) => path);

type Call = Readonly<{ action: Action; page: string; garbage: Garbage; from: OutgoingHttpHeaders }>;

const call = (visitor: Visitor, { action, page, garbage, from }: Call) =>
  visitor.copy().send(page, {
    method: "POST",
    body: garbage.body,
    headers: { ...garbage.headers, accept: "text/x-component", "next-action": action.id, ...from },
  });

test("actions are in the files that are meant for them, and the public scripts name no other (T-074)", () => {
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter(({ name }) => !/^app\/.*\/actions\.ts \w+$/.test(name))).toEqual([]);
  const known = actions.map(({ id }) => id);
  expect(publicActionIds.filter((id) => !known.includes(id))).toEqual([]);
});

const kinds = [
  "a stranger",
  "somebody before the PIN",
  "somebody signing up",
  "somebody with the phone alone",
  "another user",
] as const;

/** The whole of it from outside and from inside; in between what looks like a form. */
const garbageFor = (who: (typeof kinds)[number]): readonly Garbage[] =>
  who === "a stranger" || who === "another user"
    ? decodable
    : decodable.filter(({ name }) => /form|object/.test(name));

for (const who of kinds) {
  test(`no action does anything for ${who} who calls it with arguments of their own (T-074)`, async ({
    people,
    database,
  }) => {
    const { person, browser } = await people.signUp();
    const visitors = {
      "a stranger": async () => people.visitor(),
      "somebody before the PIN": () => people.beginLogin(person),
      "somebody signing up": async () => people.beginSignup(await people.newPerson()),
      "somebody with the phone alone": () => people.logInByPhone(person),
      "another user": async () => browser,
    };
    const visitor = await visitors[who]();
    const from = ownPost(visitor.baseUrl);
    const before = await database.fingerprint();
    const faults: string[] = [];
    for (const action of actions) {
      const page = action.pages[0] ?? "/";
      const called = garbageFor(who).map(async (garbage) => {
        const answer = await call(visitor, { action, page, garbage, from });
        const what = `${action.name} with ${garbage.name}`;
        if (answer.status >= 500) faults.push(`${what}: ${answer.status}`);
        expect(answer.setCookies, what).toEqual([]);
      });
      await Promise.all(called);
      expect(await database.fingerprint(), action.name).toEqual(before);
    }
    expect(faults).toEqual([]);
  });
}

test("arguments that cannot be decoded reach no action, and are answered without a word about the server (T-074)", async ({
  people,
  database,
}) => {
  const { browser } = await people.signUp();
  const from = ownPost(browser.baseUrl);
  const before = await database.fingerprint();
  for (const action of actions) {
    const called = undecodable.map(async (garbage) => {
      const answer = await call(browser, { action, page: action.pages[0] ?? "/", garbage, from });
      const what = `${action.name} with ${garbage.name}`;
      expect(answer.setCookies, what).toEqual([]);
      expect(innards(answer), what).toEqual([]);
    });
    await Promise.all(called);
  }
  expect(await database.fingerprint()).toEqual(before);
});

/** Some pages that are not the action's own; with all actions together every page gets its share. */
const strangePages = (action: Action, index: number): readonly string[] =>
  [0, 1, 2]
    .map((turn) => pages[(index * 3 + turn) % pages.length] ?? "/")
    .filter((page) => !action.pages.includes(page));

test("no action can be called from elsewhere, from another page or by a made-up name (T-074)", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const half = await people.beginLogin(person);
  const before = await database.fingerprint();
  const garbage = decodable.filter(({ name }) => name.startsWith("an empty form"));
  const [one] = garbage;
  if (!one) throw new Error("There is no empty form to send");
  for (const [index, action] of actions.entries()) {
    const page = action.pages[0] ?? "/";
    const visitor = page.startsWith("/account") ? browser : half;
    const own = ownPost(visitor.baseUrl);
    const called = [
      ...Object.values(foreignHeaders(visitor.baseUrl)).map((from) => ({ page, garbage: one, from })),
      ...strangePages(action, index).map((strange) => ({ page: strange, garbage: one, from: own })),
    ];
    const answered = called.map(async (how) => {
      const answer = await call(visitor, { action, ...how });
      expect(answer.setCookies, `${action.name} on ${how.page}`).toEqual([]);
    });
    await Promise.all(answered);
  }
  const [some] = actions;
  for (const id of [
    "",
    "x",
    "__proto__",
    "constructor",
    "../x",
    some?.id.toUpperCase(),
    `${some?.id}0`,
    "0".repeat(42),
  ]) {
    const made = { id: id ?? "", name: "made up", pages: [] };
    for (const empty of garbage) {
      const from = ownPost(half.baseUrl);
      const answer = await call(half, { action: made, page: "/login", garbage: empty, from });
      expect(answer.setCookies, id).toEqual([]);
    }
  }
  expect(await database.fingerprint()).toEqual(before);
});

test("hidden fields that name an action, changed by hand, do nothing (T-074)", async ({
  people,
  database,
}) => {
  const { person } = await people.signUp();
  const half = await people.beginLogin(person);
  const before = await database.fingerprint();
  const faults: string[] = [];
  for (const { id, name, pages: own } of actions) {
    const bound = JSON.stringify({ id, bound: "$@1" });
    const forms = [
      [[`$ACTION_ID_${id}`, ""]],
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", bound],
        ["$ACTION_1:1", "[]"],
      ],
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", bound],
        ["$ACTION_1:1", '[{"__proto__":{"x":1}},[],null]'],
      ],
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", JSON.stringify({ id, bound: null })],
      ],
    ] as const;
    for (const [index, form] of forms.entries()) {
      const { body, contentType } = multipart(form);
      const headers = { ...ownPost(half.baseUrl), "content-type": contentType };
      const answer = await half.copy().send(own[0] ?? "/", { method: "POST", body, headers });
      if (answer.status >= 500) faults.push(`${name}, form ${index}: ${answer.status}`);
      expect(answer.setCookies, name).toEqual([]);
    }
  }
  expect(await database.fingerprint()).toEqual(before);
  expect(faults).toEqual([]);
});
