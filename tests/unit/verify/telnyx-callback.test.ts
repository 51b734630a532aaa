import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readCallback } from "@/lib/verify/telnyx/callback";
import { callbackOf, nowSeconds, telnyxHeaders, telnyxPublicKey } from "../../support/callbacks";

const settings = { publicKeys: [telnyxPublicKey] };
const message = "40385f64-5717-4562-b3fc-2c963f66afa6";

const delivered = {
  data: {
    event_type: "message.finalized",
    id: "b301ed3f-1490-491f-995f-6e64e69674d4",
    occurred_at: "2026-11-20T10:00:31.000+00:00",
    record_type: "event",
    payload: {
      id: message,
      direction: "outbound",
      to: [{ phone_number: "+447700900123", status: "delivered" }],
      cost: { amount: "0.0045", currency: "USD" },
      errors: [],
    },
  },
  meta: { attempt: 1, delivered_to: "https://login.example.org/api/webhooks/telnyx" },
};
const body = JSON.stringify(delivered);

test("While the account's key is changed, what either of them has signed is authentic (F-21)", () => {
  const other = Buffer.alloc(32, 1).toString("base64");
  for (const publicKeys of [
    [other, telnyxPublicKey],
    [telnyxPublicKey, other],
  ])
    expect(readCallback(callbackOf(body, telnyxHeaders(body)), { publicKeys }).kind).toBe("authentic");
  const outcome = readCallback(callbackOf(body, telnyxHeaders(body)), { publicKeys: [other] });
  expect(outcome).toEqual({ kind: "refused", reason: "signature" });
});

const read = (headers: Record<string, string>, given: string | Uint8Array = body) =>
  readCallback(callbackOf(given, headers), settings);

/** What another delivery than the one above tells. */
function eventsOf(change: object, payload: object = {}) {
  const { data } = delivered;
  const changed = JSON.stringify({ data: { ...data, ...change, payload: { ...data.payload, ...payload } } });
  const outcome = read(telnyxHeaders(changed), changed);
  return outcome.kind === "authentic" ? outcome.events : outcome.reason;
}

test("What Telnyx signed is authentic, with the id of its delivery and the price of the text", () => {
  expect(read(telnyxHeaders(body))).toEqual({
    kind: "authentic",
    deliveryId: delivered.data.id,
    signedAt: expect.any(Number),
    events: [
      {
        requestId: message,
        challengeId: null,
        scope: "step",
        channel: "sms",
        status: "delivered",
        meaning: "delivered",
        reason: null,
        price: { amount: "0.0045", currency: "USD" },
        occurredAt: Date.parse("2026-11-20T10:00:31Z"),
      },
    ],
  });
});

describe("Refused is (T-113, T-115, T-119)", () => {
  const signed = telnyxHeaders(body);
  const stranger = generateKeyPairSync("ed25519").privateKey;
  const changed = (name: string, value: string) => ({ ...signed, [name]: value });
  const signature = "telnyx-signature-ed25519";

  test.each<[string, Record<string, string>]>([
    ["no signature", {}],
    ["a signature without its time", { [signature]: signed[signature] ?? "" }],
    ["a time without its signature", { "telnyx-timestamp": String(nowSeconds()) }],
    ["a stranger's signature", telnyxHeaders(body, undefined, stranger)],
    ["a signature of another time", changed("telnyx-timestamp", String(nowSeconds() - 1))],
    ["a time with something behind it", changed("telnyx-timestamp", `${signed["telnyx-timestamp"]}|`)],
    ["a signature in hexadecimal", changed(signature, "a".repeat(128))],
    ["a signature of 63 bytes", changed(signature, Buffer.alloc(63).toString("base64"))],
    ["a signature of zeros", changed(signature, Buffer.alloc(64).toString("base64"))],
    ["one of no time", telnyxHeaders(body, "now")],
  ])("%s", (_, headers) => {
    expect(read(headers)).toEqual({ kind: "refused", reason: expect.any(String) });
  });

  test("the same JSON written anew, for the signature is over the bytes", () => {
    const spaced = JSON.stringify(delivered, null, 2);
    const headers = telnyxHeaders(spaced);
    expect(read(headers, spaced).kind).toBe("authentic");
    expect(read(headers, body)).toEqual({ kind: "refused", reason: "signature" });
  });

  test("everything, where no key is set", () => {
    const callback = callbackOf(body, telnyxHeaders(body));
    expect(readCallback(callback, { publicKeys: null })).toEqual({
      kind: "refused",
      reason: "not-configured",
    });
  });
});

describe("What it tells", () => {
  test("Sent is not yet delivered, and has no price", () => {
    expect(eventsOf({ event_type: "message.sent" }, { to: [{ status: "queued" }] })).toEqual([
      expect.objectContaining({ status: "sent", meaning: "sent", price: null }),
    ]);
  });

  test.each([
    ["delivered", "delivered"],
    ["sending_failed", "undelivered"],
    ["delivery_failed", "undelivered"],
    ["delivery_unconfirmed", "other"],
    ["a word of tomorrow", "other"],
  ])("%j means %s", (status, meaning) => {
    expect(eventsOf({}, { to: [{ status }] })).toEqual([expect.objectContaining({ status, meaning })]);
  });

  test("A failure's reason is its code and title, never its detail, which may hold the number", () => {
    const errors = [{ code: "40001", title: "Not routable", detail: "+447700900123 is a landline" }];
    expect(eventsOf({}, { errors })).toEqual([expect.objectContaining({ reason: "40001 Not routable" })]);
    expect(eventsOf({}, { errors: "none" })).toEqual([expect.objectContaining({ reason: null })]);
  });

  test.each([null, { amount: "much", currency: "USD" }, { amount: "1", currency: "dollars" }, 7])(
    "The cost %j is none",
    (cost) => {
      expect(eventsOf({}, { cost })).toEqual([expect.objectContaining({ price: null })]);
    },
  );

  test("Answers to our texts and other news say nothing", () => {
    expect(eventsOf({ event_type: "message.received" }, { direction: "inbound" })).toEqual([]);
    expect(eventsOf({}, { direction: "inbound" })).toEqual([]);
    expect(eventsOf({ event_type: "messaging-profile.spend-limit-reached" })).toEqual([]);
    expect(eventsOf({}, { id: "../x" })).toEqual([]);
    expect(eventsOf({}, { to: [] })).toEqual([]);
  });
});

test.each([0, -3_600, 3_600])(
  "The time of signing is passed on, %i seconds from our clock (F-23)",
  (difference) => {
    const seconds = nowSeconds() + difference;
    expect(read(telnyxHeaders(body, String(seconds)))).toMatchObject({ signedAt: seconds * 1000 });
  },
);

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["broken UTF-8", new Uint8Array([0xff, 0xfe])],
  ["deep JSON", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ["keys of prototypes", '{"__proto__":{"data":{}},"constructor":{"data":1}}'],
])("Signed %s is authentic, says nothing, and is known by its signature", (_, given) => {
  const headers = telnyxHeaders(given);
  expect(read(headers, given)).toEqual({
    kind: "authentic",
    deliveryId: headers["telnyx-signature-ed25519"],
    signedAt: Number(headers["telnyx-timestamp"]) * 1000,
    events: [],
  });
});
