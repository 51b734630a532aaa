import {
  digitsOn,
  enrolDevice,
  enrolment,
  makeLink,
  newKey,
  postEnrolment,
  sendPost,
  signedPost,
  waitingFor,
} from "../support/device";
import { LOGIN_BUTTON } from "../support/people";
import type { Visitor } from "../support/visitor";
import { callCarrier, sendOwn } from "./calls";
import { tokenOf } from "./prepared";
import { innards } from "./secrets";
import { expect, test } from "./test";

const LOGIN = "/login/approve";
const outside = "/login?next=%2Faccount";
const here = async (visitor: Visitor) => (await visitor.get("/account")).headers.location ?? "inside";

test("somebody else's login while one waits asks no phone and sees no digits: a text is sent, and the owner's goes on", async ({
  people,
  approvals,
  simulator,
  database,
}) => {
  const { person, device } = await approvals.owner();
  const { username: identifier, password, phone: number } = person;
  const owner = await approvals.beginLogin(person);
  const digits = digitsOn(await owner.get(LOGIN));
  const texts = await simulator.codes(number);
  const attacker = people.visitor();
  const answer = await attacker.submit("/login", LOGIN_BUTTON, { identifier, password });
  expect(answer.headers.location).toBe("/login/pin");
  await simulator.latestCode(number, texts);
  for (const path of [LOGIN, "/login/pin"]) {
    const { body } = await attacker.land(await attacker.get(path));
    expect(body).not.toMatch(/The digits are/);
    expect(body).not.toContain(digits);
  }
  const thief = attacker.copy();
  await thief.submit("/login/pin", "Cancel this login");
  const asked = await database.sql`
    select state from approvals join users on users.id = user_id where username = ${identifier}`;
  expect(asked.map(({ state }) => state)).toEqual(["pending"]);
  expect(digitsOn(await owner.get(LOGIN))).toBe(digits);
  await approvals.decide(device, "approved", owner, LOGIN);
  expect((await owner.submit(LOGIN, "Log in")).setCookies.join()).toContain("countersign-session=");
  expect(await here(attacker)).toBe(outside);
});

test("to enrol a phone, to remove one and to answer 'this was not me' ends what was logged in, at once (T-045)", async ({
  people,
  approvals,
}) => {
  const { person, browser } = await people.signUp();
  const before = await people.logIn(person);
  const device = await enrolDevice(browser, people.visitor(), "A phone");
  expect([await here(before), await here(browser)]).toEqual([outside, "inside"]);
  const later = await approvals.logIn({ person, device });
  const pending = await approvals.beginLogin(person);
  await approvals.decide(device, "disowned", pending, LOGIN);
  expect([await here(later), await here(browser), await here(pending)]).toEqual([outside, outside, outside]);

  const { person: other, browser: desk, device: phone } = await approvals.owner();
  const elsewhere = await approvals.logIn({ person: other, device: phone });
  const half = await approvals.beginLogin(other);
  const yes = (await waitingFor(people.visitor(), phone)).answer("approved", digitsOn(await half.get(LOGIN)));
  const copied = desk.copy();
  await desk.submit("/account/security", "Remove");
  expect([await here(elsewhere), await here(copied), await here(desk)]).toEqual([outside, outside, "inside"]);
  expect((await sendPost(people.visitor(), yes)).status, "What a removed phone signs").toBe(401);
  expect((await half.get(LOGIN)).headers.location).toMatch(/^\/login\?ended=/);
});

test("posts of phones that nobody signed, or somebody else did, or for something else, do nothing (T-054)", async ({
  people,
  approvals,
  database,
}) => {
  const { person, device } = await approvals.owner();
  const { device: foreign } = await approvals.owner();
  await approvals.beginLogin(person);
  const phone = people.visitor();
  const { requests, answer } = await waitingFor(phone, device);
  const [waiting] = requests;
  const guessed = { ...device, sign: newKey().sign };
  const elsewhere = { ...device, audience: "https://evil.example" };
  const no = { do: "decide", id: waiting?.id, decision: "denied", digits: null };
  const list = { do: "list", about: null };
  const [own, theirs] = [signedPost(device, list), signedPost(foreign, list)];
  const before = await database.fingerprint();
  const refused = [
    [401, signedPost(guessed, list)],
    [401, signedPost(elsewhere, list)],
    [401, { ...own, headers: { ...own.headers, "countersign-device": foreign.id } }],
    [401, { ...own, headers: { ...own.headers, "countersign-signature": "A".repeat(86) } }],
    [401, { ...own, headers: { "content-type": "application/json" } }],
    [401, { ...own, body: theirs.body }],
    [401, { ...answer("denied"), body: answer("denied").body.replace("denied", "disowned") }],
    [400, signedPost(device, { ...no, signature: foreign.sign(String(waiting?.request)) })],
    [400, signedPost(device, { ...no, signature: device.sign(String(waiting?.request)) })],
    [400, signedPost(device, { do: "approve everything" })],
    [400, signedPost(device, { ...list, more: true })],
    [409, signedPost(device, { do: "leave" }, Date.now() - 180_000)],
    [409, signedPost(device, { do: "leave" }, Date.now() + 180_000)],
    [413, signedPost(device, { do: "x".repeat(9_000) })],
  ] as const;
  for (const [status, post] of refused) {
    const told = await sendPost(phone.copy(), post);
    expect(told.status, post.body.slice(0, 200)).toBe(status);
    expect(innards(told)).toEqual([]);
  }
  const theirNo = signedPost(foreign, { ...no, signature: foreign.sign("x") });
  expect(JSON.parse((await sendPost(phone.copy(), theirNo)).body), "Somebody else's request").toEqual({
    kind: "over",
    state: null,
  });
  expect(await database.fingerprint()).toEqual(before);
});

test("a link enrols one phone, never for somebody else, and not when its key is not shown (T-054)", async ({
  people,
  database,
}) => {
  const { browser } = await people.signUp();
  const { browser: another } = await people.signUp();
  const token = await makeLink(browser);
  const { baseUrl } = browser;
  const stranger = people.visitor();
  const made = enrolment(baseUrl, token, "A phone");
  const before = await database.fingerprint();
  const refused = [
    [another, made.body],
    [stranger, enrolment("https://evil.example", token, "A phone").body],
    [stranger, made.body.replace(/"publicKey":"[^"]+"/, `"publicKey":"${newKey().publicKey}"`)],
    [stranger, enrolment(baseUrl, "A".repeat(22), "A phone").body],
    [stranger, enrolment(baseUrl, token, " ").body],
    [stranger, enrolment(baseUrl, token, "x".repeat(41)).body],
    [stranger, "{"],
  ] as const;
  for (const [visitor, body] of refused) {
    const answer = await postEnrolment(visitor.copy(), body);
    expect(answer.body, body).not.toContain("enrolled");
    expect(innards(answer), body).toEqual([]);
  }
  expect(await database.fingerprint()).toEqual(before);
  const raced = await Promise.all(
    [made, enrolment(baseUrl, token, "Another")].map(({ body }) => postEnrolment(stranger.copy(), body)),
  );
  const kinds = raced.map(({ body }) => JSON.parse(body).kind);
  expect(kinds.toSorted(), "Of two at the same time one").toEqual(["enrolled", "over"]);
});

test("nobody renames or removes somebody else's phone or reads a receipt of it, and the answer is that for what never was (T-062)", async ({
  approvals,
  database,
}) => {
  const { browser, device } = await approvals.owner();
  const { person: other, browser: another, device: theirs } = await approvals.owner();
  await approvals.logIn({ person: other, device: theirs });
  const [row] = await database.sql<{ id: string }[]>`
    select approvals.id from approvals join users on users.id = user_id where username = ${other.username}`;
  const own = await another.get(`/account/receipts/${row?.id}`);
  expect([own.status, own.headers["cache-control"]]).toEqual([200, "private, no-store"]);
  for (const id of [row?.id, "00000000-0000-4000-8000-000000000000", "%00", "..%2f"]) {
    const { status, body, headers } = await browser.get(`/account/receipts/${id}`);
    expect([status, body, headers["cache-control"]], id).toEqual([404, "", "private, no-store"]);
  }
  const before = await database.fingerprint();
  const token = await tokenOf(browser, "/account", "Log out");
  const post = (name: string, fields: Record<string, string>) => {
    const carried = [["token", token], ...Object.entries(fields)] as const;
    const packed = callCarrier(`app/account/security/actions.ts ${name}`, true).carry(carried);
    return sendOwn(browser, "/account/security", packed);
  };
  const answers = [];
  for (const id of [theirs.id, "00000000-0000-4000-8000-000000000000"]) {
    answers.push((await post("renameDevice", { device: id, name: "Mine" })).status);
    answers.push((await post("removeDevice", { device: id })).headers["x-action-redirect"]);
  }
  expect(answers.slice(0, 2)).toEqual(answers.slice(2));
  expect(await database.fingerprint()).toEqual(before);
  expect((await sendPost(another, signedPost(device, { do: "list", about: row?.id }))).body).not.toContain(
    other.username,
  );
});

test("the worker of the phone's page is a script that is looked for anew, and answers nothing by itself (T-063, T-070)", async ({
  people,
}) => {
  const { headers, status, body } = await people.visitor().get("/sw.js");
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-type": expect.stringContaining("javascript"),
    "cache-control": expect.stringMatching(/max-age=0|no-cache|no-store/),
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
  expect(body).not.toMatch(/caches\.|importScripts|eval\(/);
});
