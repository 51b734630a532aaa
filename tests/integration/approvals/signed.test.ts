import { createPublicKey, randomUUID, verify } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { digitsOf } from "@/lib/approvals/request";
import { approvalRequest, postText, statementText } from "@/lib/schemas/approval";
import { testDatabase } from "../../support/database";
import { AUDIENCE, newKey, newPhone, phoneWith, postRaw } from "./phone";
import { loginState, newWaitingLogin, stateOf, waitingAction, waitingLogin } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** What was asked, with one field written anew. */
const changed = (request: string, change: object) => JSON.stringify({ ...JSON.parse(request), ...change });

const changes: [string, (request: string) => string][] = [
  ["the id", (request) => changed(request, { id: randomUUID() })],
  ["the nonce", (request) => changed(request, { nonce: "A".repeat(22) })],
  ["the audience", (request) => changed(request, { audience: "https://evil.example" })],
  ["the account", (request) => changed(request, { account: "somebody else" })],
  ["the purpose", (request) => changed(request, { purpose: "login" })],
  ["the message", (request) => changed(request, { message: "Send less money" })],
  ["the payee", (request) => request.replace("Jarod", "Mallory")],
  ["the name of a line", (request) => request.replace("Payee", "Amount")],
  ["a line more", (request) => request.replace('"details":[', '"details":[{"label":"a","value":"b"},')],
  ["no lines", (request) => changed(request, { details: [] })],
  ["the picture", (request) => changed(request, { logo: null })],
  ["the browser", (request) => changed(request, { browser: "Safari on iPhone" })],
  ["the place", (request) => changed(request, { place: "London, GB" })],
  ["the address", (request) => changed(request, { address: "203.0.113.9" })],
  ["when it was asked", (request) => changed(request, { askedAt: "2020-01-01T00:00:00.000Z" })],
  ["when it ends", (request) => changed(request, { expiresAt: "2120-01-01T00:00:00.000Z" })],
  ["the version", (request) => changed(request, { v: 2 })],
  ["a space", (request) => request.replace(",", ", ")],
  [
    "the order",
    (request) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(request)).toReversed())),
  ],
];

describe("A signed decision is refused with any other (T-098)", () => {
  test.each(changes)("%s than was asked", async (_, change) => {
    const { phone, request } = await waitingAction();
    expect(approvalRequest.safeParse(JSON.parse(request.request)).success).toBe(true);
    expect(change(request.request)).not.toBe(request.request);
    for (const decision of ["approved", "denied", "disowned"] as const)
      expect((await phone.decide(request, decision, { request: change(request.request) })).status).toBe(400);
    expect(await phone.waiting()).toEqual(request);
  });

  test("byte of the statement: each one counts", async () => {
    const { phone, request } = await newWaitingLogin();
    const what = phone.deciding(request, "approved");
    const statement = statementText("approved", what.digits, phone.id, request.request);
    for (let at = 0; at < statement.length; at += 7) {
      const other = String.fromCharCode(statement.charCodeAt(at) ^ 1);
      const text = statement.slice(0, at) + other + statement.slice(at + 1);
      expect((await phone.post({ ...what, signature: phone.key.sign(text) })).status).toBe(400);
    }
    expect(await phone.waiting()).toEqual(request);
  });

  test("decision, digits, phone or request than was signed", async () => {
    const { person, phone, request } = await newWaitingLogin();
    const digits = digitsOf(request.id);
    const other = await newPhone(person, "Other");
    const yes = phone.deciding(request, "approved");
    const no = phone.deciding(request, "denied");
    for (const what of [
      { ...no, decision: "approved" },
      { ...yes, decision: "denied" },
      { ...no, decision: "disowned" },
      { ...no, decision: "approved", digits },
      { ...yes, digits: null },
      { ...yes, digits: "000000" },
    ])
      expect((await phone.post(what)).status).toBe(400);
    expect((await other.post(yes)).status).toBe(400);
    expect((await other.post({ ...yes, signature: other.key.sign("") })).status).toBe(400);
    expect(await phone.post({ ...yes, id: randomUUID() })).toMatchObject({
      body: { kind: "over", state: null },
    });
    expect(await stateOf(request)).toBe("pending");
    expect((await phone.waiting()).triesLeft).toBe(3);
  });

  test("signature: of an older request, of a post, or of no phone", async () => {
    const first = await newWaitingLogin();
    const old = first.phone.deciding(first.request, "approved");
    await sql`update approvals set expires_at = now()`;
    const { phone, request, handle } = await waitingLogin(first);
    const statement = statementText("approved", digitsOf(request.id), phone.id, request.request);
    for (const signature of [
      old.signature,
      phone.key.sign(postText(AUDIENCE, statement)),
      phone.key.sign(phone.body({ do: "list", about: null })),
      newKey().sign(statement),
      "A".repeat(86),
    ])
      expect((await phone.decide(request, "approved", { signature })).status).toBe(400);
    expect(await loginState(handle)).toBe("challenged");
  });
});

describe("A post of a phone is refused (T-098)", () => {
  const post = (
    phone: { id: string; body: (what: object) => string },
    sign: (text: string) => string,
    device = phone.id,
  ) => {
    const body = phone.body({ do: "list", about: null });
    return postRaw(device, body, sign(body));
  };

  test("whose signature is another phone's, or one over something else", async () => {
    const { person, phone } = await newWaitingLogin();
    const other = await newPhone(person, "Other");
    for (const sign of [
      (body: string) => other.key.sign(postText(AUDIENCE, body)),
      (body: string) => phone.key.sign(body),
      (body: string) => phone.key.sign(postText("https://evil.example", body)),
      (body: string) => phone.key.sign(postText(`${AUDIENCE}/`, body)),
      (body: string) => phone.key.sign(postText(AUDIENCE, `${body} `)),
      (body: string) => phone.key.sign(statementText("approved", null, phone.id, body)),
      () => "A".repeat(86),
      () => "",
    ])
      expect(await post(phone, sign)).toEqual({ status: 401, body: null });
    expect((await post(phone, (body) => phone.key.sign(postText(AUDIENCE, body)))).status).toBe(200);
  });

  test("whose body names another phone than the key is of", async () => {
    const { person, phone } = await newWaitingLogin();
    const other = await newPhone(person, "Other");
    const body = other.body({ do: "leave" });
    expect((await postRaw(phone.id, body, phone.key.sign(postText(AUDIENCE, body)))).status).toBe(400);
    expect((await postRaw(other.id, body, phone.key.sign(postText(AUDIENCE, body)))).status).toBe(401);
    expect((await other.list()).status).toBe(200);
  });

  test("whose body was changed after it was signed: each byte counts", async () => {
    const { phone, request } = await newWaitingLogin();
    const body = phone.body(phone.deciding(request, "denied"));
    const signature = phone.key.sign(postText(AUDIENCE, body));
    for (let at = 0; at < body.length; at += 9) {
      const text = body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ 1) + body.slice(at + 1);
      expect((await postRaw(phone.id, text, signature)).status).toBe(401);
    }
    expect((await postRaw(phone.id, body, signature)).status).toBe(200);
  });

  test("of two minutes ago or ahead, and told by which clock; within them it is taken", async () => {
    const { phone } = await newWaitingLogin();
    for (const off of [-125_000, 125_000])
      expect(await phone.post({ do: "list", about: null }, Date.now() + off)).toMatchObject({
        status: 409,
        body: { kind: "late", now: expect.any(Number) },
      });
    for (const off of [-115_000, 115_000])
      expect((await phone.post({ do: "list", about: null }, Date.now() + off)).status).toBe(200);
  });

  test("from a phone that nobody knows or was removed, as if it were none", async () => {
    const { phone, request } = await newWaitingLogin();
    const nobody = phoneWith(randomUUID(), newKey());
    expect(await nobody.decide(request, "approved")).toEqual({ status: 401, body: null });
    const old = phone.body(phone.deciding(request, "approved"));
    await sql`update devices set revoked_at = now()`;
    expect(await postRaw(phone.id, old, phone.key.sign(postText(AUDIENCE, old)))).toEqual({
      status: 401,
      body: null,
    });
    expect(await stateOf(request)).toBe("pending");
  });

  test.each<[string, object]>([
    ["asks for nothing", {}],
    ["asks for something else", { do: "approve" }],
    ["says more than it may", { do: "list", about: null, all: true }],
    ["names no request", { do: "list", about: "1" }],
  ])("that %s", async (_, what) => {
    const { phone } = await newWaitingLogin();
    expect((await phone.post(what)).status).toBe(400);
  });
});

test.each(["approved", "denied", "disowned"] as const)(
  "What is stored is what was signed, to the byte, when it is %s (T-098)",
  async (decision) => {
    const { phone, request } = await newWaitingLogin();
    const what = phone.deciding(request, decision);
    await phone.post(what);
    const [row] = await sql<{ statement: string; signature: string; request: string; key: string }[]>`
    select a.statement, a.signature, a.request, d.public_key as key from approvals a join devices d on d.id = a.device_id`;
    const { statement = "", signature = "", key = "" } = row ?? {};
    expect(row?.request).toBe(request.request);
    expect(signature).toBe(what.signature);
    expect(statement).toBe(statementText(decision, what.digits, phone.id, request.request));
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
    const jwk = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, format: "jwk" });
    expect(
      verify(
        "sha256",
        Buffer.from(statement),
        { key: jwk, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      ),
    ).toBe(true);
  },
);
