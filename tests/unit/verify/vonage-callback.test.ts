import { generateKeyPairSync } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { readCallback } from "@/lib/verify/vonage/callback";
import {
  account,
  callbackOf,
  nowSeconds,
  vonageClaims,
  vonageHeaders,
  vonageToken,
} from "../../support/callbacks";

const { applicationId, apiKey, signatureSecret } = account;
const settings = { applicationId, callbacks: { apiKey, signatureSecrets: [signatureSecret] } };

const requestId = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";
const body = JSON.stringify({
  request_id: requestId,
  type: "event",
  channel: "sms",
  status: "completed",
  triggered_at: "2026-11-20T10:00:00.000Z",
});

const read = (headers: Record<string, string>, given: string | Uint8Array = body) =>
  readCallback(callbackOf(given, headers), settings);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("While the signature secret is changed, what either of them has signed is authentic (F-21)", async () => {
  const other = "another-signature-secret-of-forty-letters";
  const under = (...signatureSecrets: string[]) => ({
    applicationId,
    callbacks: { apiKey, signatureSecrets },
  });
  const callback = callbackOf(body, await vonageHeaders(body));
  expect((await readCallback(callback, under(other, signatureSecret))).kind).toBe("authentic");
  expect((await readCallback(callback, under(signatureSecret, other))).kind).toBe("authentic");
  expect((await readCallback(callback, under(other))).kind).toBe("refused");
});

test("What Vonage signed is authentic, with the id of its delivery", async () => {
  const jti = "a-delivery";
  expect(await read(await vonageHeaders(body, { jti }))).toEqual({
    kind: "authentic",
    deliveryId: jti,
    signedAt: expect.any(Number),
    events: [expect.objectContaining({ requestId, status: "completed", meaning: "used" })],
  });
});

test("The scheme's name has no case", async () => {
  const token = await vonageToken(vonageClaims(body));
  expect((await read({ authorization: `bearer ${token}` })).kind).toBe("authentic");
});

describe("Refused is (T-113, T-114, T-115)", () => {
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const signedByKey = () =>
    new SignJWT(vonageClaims(body)).setProtectedHeader({ alg: "RS256" }).sign(stranger);
  const swapped = async () => {
    const [header = "", payload = "", signature = ""] = (await vonageToken(vonageClaims(body))).split(".");
    const other = Buffer.from(header, "base64url").toString().replace("HS256", "none");
    return `${Buffer.from(other).toString("base64url")}.${payload}.${signature}`;
  };

  test.each<[string, () => Promise<Record<string, string>> | Record<string, string>]>([
    ["no signature", () => ({})],
    ["an empty header", () => ({ authorization: "" })],
    ["a scheme without a token", () => ({ authorization: "Bearer " })],
    ["a token without its scheme", async () => ({ authorization: await vonageToken(vonageClaims(body)) })],
    ["Basic credentials", () => ({ authorization: `Basic ${Buffer.from("a:b").toString("base64")}` })],
    ["something that is no token", () => bearer("a.b.c")],
    ["another secret", async () => bearer(await vonageToken(vonageClaims(body), "x".repeat(40)))],
    ["no algorithm", () => bearer(new UnsecuredJWT(vonageClaims(body)).encode())],
    ["an algorithm exchanged for none", async () => bearer(await swapped())],
    ["an asymmetric algorithm", async () => bearer(await signedByKey())],
    ["a sibling algorithm", async () => bearer(await vonageToken(vonageClaims(body), undefined, "HS512"))],
    ["another issuer", () => vonageHeaders(body, { iss: "vonage" })],
    ["no issuer", () => vonageHeaders(body, { iss: undefined })],
    ["one without a time", () => vonageHeaders(body, { iat: undefined })],
    ["one past its own expiry", () => vonageHeaders(body, { exp: nowSeconds() - 310 })],
    ["one without an id", () => vonageHeaders(body, { jti: undefined })],
    ["one with an empty id", () => vonageHeaders(body, { jti: "" })],
    ["another account's", () => vonageHeaders(body, { api_key: "ffffffff" })],
    ["one of no account", () => vonageHeaders(body, { api_key: undefined })],
    ["another application's", () => vonageHeaders(body, { application_id: requestId })],
    ["one of no application", () => vonageHeaders(body, { application_id: undefined })],
    ["one for another body", () => vonageHeaders(`${body} `)],
    ["one for no body", () => vonageHeaders(body, { payload_hash: undefined })],
    ["one whose hash is a list", () => vonageHeaders(body, { payload_hash: [] })],
  ])("%s", async (_, headers) => {
    expect(await read(await headers())).toEqual({ kind: "refused", reason: expect.any(String) });
  });

  test("a body that was changed, be it by one space", async () => {
    const headers = await vonageHeaders(body);
    for (const changed of [body.replace("completed", "failed"), `${body}\n`, "", body.slice(1)]) {
      expect(await read(headers, changed)).toEqual({ kind: "refused", reason: "body" });
    }
  });

  test("a token for a body and its re-written JSON", async () => {
    const spaced = JSON.stringify(JSON.parse(body), null, 1);
    const headers = await vonageHeaders(spaced);
    expect((await read(headers, spaced)).kind).toBe("authentic");
    expect((await read(headers, body)).kind).toBe("refused");
  });

  test("everything, where no secret is set", async () => {
    const callback = callbackOf(body, await vonageHeaders(body));
    expect(await readCallback(callback, { applicationId, callbacks: null })).toEqual({
      kind: "refused",
      reason: "not-configured",
    });
  });

  test("with a reason that says nothing of what came", async () => {
    const headers = await vonageHeaders(body, { api_key: "hunter2" });
    expect(JSON.stringify(await read(headers))).not.toContain("hunter2");
  });
});

test.each([0, -3_600, 3_600])(
  "The time of signing is passed on, %i seconds from our clock (F-23)",
  async (difference) => {
    const iat = nowSeconds() + difference;
    expect(await read(await vonageHeaders(body, { iat }))).toMatchObject({ signedAt: iat * 1000 });
  },
);

test.each([
  ["an empty body", ""],
  ["no JSON", "{"],
  ["a list", "[]"],
  ["null", "null"],
  ["broken UTF-8", new Uint8Array([0xc3, 0x28])],
  ["JSON as deep as the limit lets it be", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ["keys of prototypes", '{"__proto__":{"type":"event"},"constructor":1}'],
  ["another type", '{"type":"invoice"}'],
  ["a request id that is a path", body.replace(requestId, "../templates")],
])("Signed %s is authentic and says nothing", async (_, given) => {
  const text = typeof given === "string" ? given : Buffer.from(given);
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256").update(text).digest("hex");
  const headers = await vonageHeaders("", { payload_hash: hash });
  expect(await read(headers, given)).toMatchObject({ kind: "authentic", events: [] });
});
