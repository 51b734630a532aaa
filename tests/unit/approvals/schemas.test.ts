import { describe, expect, test } from "vitest";
import { approvalRequest, enrolmentText, postText, statementText } from "@/lib/schemas/approval";
import { deviceName, devicePost, enrolmentPost, renameInput, subscriptionInput } from "@/lib/schemas/device";

const id = "0d5a0c9e-7b1f-4c6e-9b1d-3a0f5c2e8d41";
const signature = "A".repeat(86);
const publicKey = `B${"A".repeat(86)}`;
const token = "A".repeat(22);
const keys = { p256dh: publicKey, auth: token };
const subscription = { endpoint: "https://fcm.googleapis.com/a", keys };

describe("What a phone posts", () => {
  const takes = (what: object, change: object = {}) =>
    devicePost.safeParse({ device: id, at: 1, what, ...change }).success;
  const decide = { do: "decide", id, decision: "approved", digits: "123456", signature };

  test.each<[string, object]>([
    ["a list", { do: "list", about: null }],
    ["a list about a request", { do: "list", about: id }],
    ["a yes", decide],
    ["a no", { ...decide, decision: "denied", digits: null }],
    ["not me", { ...decide, decision: "disowned", digits: null }],
    ["a subscription", { do: "subscribe", subscription }],
    [
      "a browser's own subscription",
      { do: "subscribe", subscription: { ...subscription, expirationTime: null } },
    ],
    ["no subscription", { do: "subscribe", subscription: null }],
    ["that it leaves", { do: "leave" }],
  ])("may be %s", (_, what) => {
    expect(takes(what)).toBe(true);
  });

  test.each<[string, object]>([
    ["nothing", {}],
    ["something else", { do: "approve" }],
    ["a list of nothing", { do: "list" }],
    ["a list of everybody's", { do: "list", about: null, userId: id }],
    ["a state that is no answer", { ...decide, decision: "exhausted" }],
    ["a final state of ours", { ...decide, decision: "cancelled" }],
    ["no digits at all", { ...decide, digits: undefined }],
    ["digits as a number", { ...decide, digits: 123_456 }],
    ["too many digits", { ...decide, digits: "1234567" }],
    ["other digits", { ...decide, digits: "١٢٣٤٥٦" }],
    ["digits and a line break", { ...decide, digits: "123456\n" }],
    ["a short signature", { ...decide, signature: signature.slice(1) }],
    ["a padded signature", { ...decide, signature: `${signature.slice(1)}=` }],
    ["no id", { ...decide, id: "1" }],
    ["a subscription without keys", { do: "subscribe", subscription: { endpoint: subscription.endpoint } }],
    ["more than its leaving", { do: "leave", id }],
  ])("is not %s", (_, what) => {
    expect(takes(what)).toBe(false);
  });

  test("names the phone and the time, and nothing beside them", () => {
    const what = { do: "leave" };
    for (const change of [{ device: "1" }, { at: "1" }, { at: 1.5 }, { at: Number.NaN }, { account: "ada" }])
      expect(takes(what, change)).toBe(false);
  });
});

describe("A subscription", () => {
  test.each<[string, object]>([
    ["is no address", { endpoint: "1" }],
    ["is too long", { endpoint: `https://fcm.googleapis.com/${"a".repeat(1_024)}` }],
    ["has a key that is too short", { keys: { ...keys, p256dh: publicKey.slice(0, -1) } }],
    ["has a compressed key", { keys: { ...keys, p256dh: `A${publicKey.slice(1)}` } }],
    ["has no secret", { keys: { p256dh: publicKey } }],
    ["says more", { headers: {} }],
  ])("that %s is refused", (_, change) => {
    expect(subscriptionInput.safeParse(subscription).success).toBe(true);
    expect(subscriptionInput.safeParse({ ...subscription, ...change }).success).toBe(false);
  });
});

describe("An enrolment", () => {
  const enrol = { do: "enrol", token, publicKey, name: "Pixel", signature };

  test("is a look at the link, or all of it", () => {
    expect(enrolmentPost.safeParse({ do: "look", token }).success).toBe(true);
    expect(enrolmentPost.safeParse(enrol).success).toBe(true);
    for (const change of [
      { token: token.slice(1) },
      { token: `${token}A` },
      { publicKey: publicKey.slice(1) },
      { publicKey: `A${publicKey.slice(1)}` },
      { signature: undefined },
      { name: "" },
      { userId: id },
    ])
      expect(enrolmentPost.safeParse({ ...enrol, ...change }).success).toBe(false);
    expect(enrolmentPost.safeParse({ ...enrol, do: "look" }).success).toBe(false);
  });

  test.each(["Pixel", "  Ada's phone  ", "电话", "📱", "a".repeat(40)])("may be called %j", (name) => {
    expect(deviceName.safeParse(name)).toMatchObject({ success: true, data: name.trim() });
  });

  test.each(["", "   ", "a".repeat(41), "a\u0000b", "\ud800"])("may not be called %j", (name) => {
    expect(deviceName.safeParse(name).success).toBe(false);
    expect(renameInput.safeParse({ device: id, name }).success).toBe(false);
  });
});

describe("What is signed", () => {
  const request = {
    type: "countersign.request",
    v: 1,
    id,
    nonce: token,
    audience: "https://login.example.org",
    account: "ada",
    purpose: "login",
    message: "Log in",
    details: [{ label: "Payee", value: "Jarod" }],
    logo: null,
    browser: "Firefox on Linux",
    place: null,
    address: null,
    askedAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-01T00:01:30.000Z",
  };

  test("is a request with every field, and no other", () => {
    expect(approvalRequest.parse(request)).toEqual(request);
    for (const name of Object.keys(request))
      expect(approvalRequest.safeParse({ ...request, [name]: undefined }).success).toBe(false);
    expect(approvalRequest.safeParse({ ...request, extra: 1 }).success).toBe(false);
    expect(
      approvalRequest.safeParse({ ...request, details: [{ label: "a", value: "b", c: 1 }] }).success,
    ).toBe(false);
  });

  test("is a decision around the text of the request, to the byte", () => {
    const text = '{"a" : 1}';
    expect(statementText("approved", "012345", id, text)).toBe(
      `{"type":"countersign.decision","v":1,"decision":"approved","digits":"012345","device":"${id}","request":{"a" : 1}}`,
    );
    expect(JSON.parse(statementText("denied", null, id, text))).toMatchObject({
      digits: null,
      request: { a: 1 },
    });
  });

  test("means one thing only: no text of one kind is one of another", () => {
    const texts = [
      postText("https://a.example", `b\n${token}\n${publicKey}`),
      enrolmentText("https://a.example", token, publicKey),
      statementText("approved", "1", id, "{}"),
      postText("https://b.example", ""),
      postText("https://a.example", ""),
    ];
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(texts.map((text) => text.split("\n")[0])).size).toBe(3);
  });
});
