import { enrolment, makeLink, postEnrolment, sendPost, signedPost, waitingFor } from "../support/device";
import type { Visitor } from "../support/visitor";
import { passApproval, passProof } from "../time";
import { foreignHeaders } from "./calls";
import { expectNothingFromElsewhere, expectNothingWithout, prepare, tokenOf, type Wanted } from "./prepared";
import { expect, test } from "./test";

const LOGIN = "/login/approve";
const CONFIRM = "/account/confirm/approve";
const SEND = "Send 1,000,000 Galleons";
const stateful = true;

const form = (path: string, button: string, name: string, more: Partial<Wanted> = {}): Wanted => {
  const group = path.startsWith("/login") ? "app/(auth)" : "app";
  return { path, button, action: `${group}${path.replace(/\?.*/, "")}/actions.ts ${name}`, ...more };
};

const WAYS = "app/(auth)/login/ways/actions.ts tryAnotherWay";

const security = (button: string, name: string, typed: Record<string, string> = {}) =>
  form("/account/security", button, name, { typed, stateful });

test("no form about phones and none that asks one does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  approvals,
  database,
}) => {
  const { person, browser } = await approvals.owner();
  const { browser: another } = await people.signUp();
  const { person: late, browser: stale } = await approvals.owner();
  const half = await approvals.beginLogin(person);
  await passProof(database, late);
  const wanted: readonly (readonly [Visitor, Wanted])[] = [
    [browser, security("Enrol another phone", "makeLink")],
    [browser, security("Save the name", "renameDevice", { name: "Another name" })],
    [browser, security("Remove", "removeDevice")],
    [browser, form("/account/transfer", SEND, "sendMoney", { stateful })],
    [half, { ...form(`${LOGIN}?ways=1`, "Text me a PIN", "tryAnotherWay"), action: WAYS }],
    [half, { ...form(`${LOGIN}?ways=1`, "Call me with a PIN", "tryAnotherWay"), action: WAYS }],
    [half, form(LOGIN, "Cancel this login", "cancel")],
    [
      stale,
      {
        ...form("/account/confirm?next=/account/email", "Ask my phone", "askPhone"),
        action: "app/account/confirm/approve/actions.ts askPhone",
      },
    ],
  ];
  const prepared = await Promise.all(wanted.map(([visitor, one]) => prepare(visitor, one)));
  await expectNothingFromElsewhere(prepared, database);
  const tokens = ["", "x", await tokenOf(another, "/account", "Log out")];
  await expectNothingWithout(prepared, tokens, database);
});

test("no form of what a phone has answered, or has not, does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  approvals,
  people,
  database,
}) => {
  const { person: a, device: phoneOfA, browser: acting } = await approvals.owner();
  const entering = await approvals.beginLogin(a);
  await approvals.decide(phoneOfA, "approved", entering, LOGIN);
  await acting.submit("/account/transfer", SEND);
  await approvals.decide(phoneOfA, "approved", acting, "/account/approve");

  const { person: b, browser: waiting } = await approvals.owner();
  const asking = await approvals.beginLogin(b);
  await passApproval(database, b, 91);
  await waiting.submit("/account/transfer", SEND);

  const { person: c, device: phoneOfC, browser: confirming } = await approvals.owner();
  await passProof(database, c);
  await confirming.submit("/account/confirm?next=/account/email", "Ask my phone");
  await approvals.decide(phoneOfC, "approved", confirming, CONFIRM);

  const { person: d, browser: unanswered } = await approvals.owner();
  await passProof(database, d);
  await unanswered.submit("/account/confirm?next=/account/email", "Ask my phone");
  await passApproval(database, d, 91);

  const wanted: readonly (readonly [Visitor, Wanted])[] = [
    [entering, form(LOGIN, "Log in", "goOn")],
    [acting, form("/account/approve", "Continue", "goOn")],
    [asking, form(LOGIN, "Ask my phone again", "askAgain")],
    [waiting, form("/account/approve", "Cancel", "cancel")],
    [confirming, form(CONFIRM, "Continue", "goOn")],
    [unanswered, form(CONFIRM, "Ask my phone again", "askAgain")],
    [unanswered, form(CONFIRM, "Cancel", "cancel")],
  ];
  const prepared = await Promise.all(wanted.map(([visitor, one]) => prepare(visitor, one)));
  await expectNothingFromElsewhere(prepared, database);
  const another = await approvals.beginLogin((await approvals.owner()).person, people.visitor());
  await expectNothingWithout(prepared, ["", "x", await tokenOf(another, LOGIN, "Cancel")], database);
  const entered = await entering.submit(LOGIN, "Log in");
  expect(entered.setCookies.join(), "From our own page").toContain("countersign-session=");
});

const encodings = {
  "as a form": { "content-type": "application/x-www-form-urlencoded" },
  "as many parts": { "content-type": "multipart/form-data; boundary=x" },
  "as text": { "content-type": "text/plain" },
  "without saying what it is": { "content-type": "" },
};

test("whatever a phone has signed does nothing from another site or as a form, and works from our own page (T-054)", async ({
  people,
  approvals,
  database,
}) => {
  const { person, browser, device } = await approvals.owner();
  await approvals.beginLogin(person);
  const link = enrolment(browser.baseUrl, await makeLink(browser), "One more");
  const phone = people.visitor();
  const no = (await waitingFor(phone, device)).answer("denied");
  const leaving = signedPost(device, { do: "leave" });
  const before = await database.fingerprint();
  const ways = [...Object.values(foreignHeaders(browser.baseUrl)).map((from) => ({ from, to: 403 }))];
  for (const { from, to } of ways) {
    for (const post of [no, leaving, { body: link.body, headers: { "content-type": "application/json" } }]) {
      const path = post.body === link.body ? "/api/approvals/enrolment" : "/api/approvals";
      const { body } = post;
      const answer = await phone
        .copy()
        .send(path, { method: "POST", body, headers: { ...post.headers, ...from } });
      expect(answer.status, `${path} with ${JSON.stringify(from)}`).toBe(to);
      expect(answer.setCookies).toEqual([]);
    }
  }
  for (const [name, type] of Object.entries(encodings)) {
    for (const post of [no, leaving])
      expect((await sendPost(phone.copy(), post, type)).status, `A phone's post ${name}`).toBe(415);
    expect((await postEnrolment(phone.copy(), link.body, type)).status, `A link ${name}`).toBe(415);
  }
  for (const path of ["/api/approvals", "/api/approvals/enrolment", "/api/receipt-keys"]) {
    for (const method of ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await browser.copy().send(path, { method, headers: { origin: browser.baseUrl } });
      expect([200, 204, 400, 403, 405], `${method} ${path}`).toContain(answer.status);
    }
  }
  expect(await database.fingerprint()).toEqual(before);
  expect(JSON.parse((await sendPost(phone, no)).body)).toMatchObject({ kind: "decided", state: "denied" });
  expect(JSON.parse((await postEnrolment(phone, link.body)).body)).toMatchObject({ kind: "enrolled" });
  expect(JSON.parse((await sendPost(phone, leaving)).body)).toEqual({ kind: "done" });
});
