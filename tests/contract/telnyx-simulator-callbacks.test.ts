import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { telnyxPublicKey } from "@/dev/simulator/telnyx/webhook-signature";
import { callbackReceiver, number, type Received, signingKey, simulator } from "./support";
import { eventOf, listening, send, story, text } from "./telnyx";

/** Checks as a receiver does, from nothing but the 32 bytes that Telnyx shows its customers. */
function isSigned({ body, headers }: Received): boolean {
  const x = Buffer.from(telnyxPublicKey(signingKey), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const signature = Buffer.from(String(headers["telnyx-signature-ed25519"]), "base64");
  return verify(null, Buffer.from(`${headers["telnyx-timestamp"]}|${body}`), key, signature);
}

test("the public key is 32 bytes in base64", () => {
  expect(Buffer.from(telnyxPublicKey(signingKey), "base64")).toHaveLength(32);
});

test("a message is told as sent at once and as delivered soon after, both signed", async () => {
  const { url, control, received, callbackUrl } = await listening();
  const { data } = await (await send({ url })).json();
  await control.callbacksSettled();
  expect(story(received)).toEqual(["message.sent sent"]);
  await control.advanceSeconds(1);
  expect(story(received)).toEqual(["message.sent sent", "message.finalized delivered"]);
  for (const callback of received) {
    expect(isSigned(callback)).toBe(true);
    const { data: event, meta } = eventOf(callback);
    expect(event.payload).toMatchObject({ id: data.id, record_type: "message", webhook_url: callbackUrl });
    expect(meta).toEqual({ attempt: 1, delivered_to: callbackUrl });
    const age = Date.now() / 1000 - Number(callback.headers["telnyx-timestamp"]);
    expect(Math.abs(age)).toBeLessThan(60);
  }
  expect(new Set(received.map((one) => eventOf(one).data.id)).size).toBe(2);
  expect(eventOf(received[1] as Received).data.payload).toMatchObject({
    cost: { amount: "0.0040", currency: "USD" },
    completed_at: expect.any(String),
  });
});

test("the cost may come only with the end", async () => {
  const { url, control, received } = await listening();
  control.setSwitches({ telnyxCost: "finalized" });
  expect(await (await send({ url })).json()).toMatchObject({ data: { cost: null } });
  await control.advanceSeconds(1);
  expect(received.map((one) => eventOf(one).data.payload.cost)).toEqual([
    null,
    { amount: "0.0040", currency: "USD" },
  ]);
});

test("what becomes of a message is told with its reason", async () => {
  const { url, control, received } = await listening();
  control.fault({ operation: "deliver", number: text.to, effect: { kind: "refuse" } });
  await send({ url });
  await control.advanceSeconds(1);
  control.fault({ operation: "deliver", effect: { kind: "block" } });
  await send({ url });
  await control.advanceSeconds(1);
  expect(story(received)).toEqual([
    "message.finalized sending_failed",
    "message.sent sent",
    "message.finalized delivery_failed",
  ]);
  const reasons = received.map((one) => eventOf(one).data.payload.errors);
  expect(reasons).toMatchObject([[{ code: "40001" }], [], [{ code: "40002" }]]);
  expect(control.messagesFor(number)).toEqual([]);
});

test("a late message is delivered late, and a lost one is never confirmed", async () => {
  const { url, control, received } = await listening();
  control.fault({ operation: "deliver", effect: { kind: "late", seconds: 20 } });
  await send({ url });
  await control.advanceSeconds(20);
  expect(control.messagesFor(number)).toHaveLength(1);
  expect(story(received)).toEqual(["message.sent sent"]);
  await control.advanceSeconds(1);
  expect(story(received)).toEqual(["message.sent sent", "message.finalized delivered"]);
  control.fault({ operation: "deliver", effect: { kind: "drop" } });
  await send({ url });
  await control.advanceSeconds(3600);
  expect(story(received).at(-1)).toBe("message.finalized delivery_unconfirmed");
});

test("a callback that is not accepted is tried three times and then at the second address", async () => {
  const { url, control, received, callbackUrl } = await listening([500, 500, 500]);
  const second = await callbackReceiver();
  control.fault({ operation: "deliver", effect: { kind: "drop" } });
  await send({ url }, { ...text, webhook_failover_url: second.url });
  for (const pause of [1, 5, 5]) await control.advanceSeconds(pause);
  expect(received.map((one) => eventOf(one).meta)).toEqual([
    { attempt: 1, delivered_to: callbackUrl },
    { attempt: 2, delivered_to: callbackUrl },
    { attempt: 3, delivered_to: callbackUrl },
  ]);
  expect(second.received.map((one) => eventOf(one).meta)).toEqual([{ attempt: 1, delivered_to: second.url }]);
  expect([...received, ...second.received].every(isSigned)).toBe(true);
  expect(new Set([...received, ...second.received].map((one) => eventOf(one).data.id)).size).toBe(1);
});

test("a message may name its own address, and may do without the profile's", async () => {
  const { url, control, received } = await listening();
  const own = await callbackReceiver();
  await send({ url }, { ...text, webhook_url: own.url });
  await send({ url }, { ...text, use_profile_webhooks: false });
  await control.advanceSeconds(1);
  expect(story(own.received)).toEqual(["message.sent sent", "message.finalized delivered"]);
  expect(received).toEqual([]);
});

test("a callback can come twice, late, unsigned, changed or not at all", async () => {
  const { url, control, received } = await listening();
  const sendOne = async () => {
    await send({ url });
    await control.callbacksSettled();
    return received.splice(0);
  };
  control.fault({ operation: "callback", effect: { kind: "duplicate" } });
  const [first, second] = await sendOne();
  expect(second).toEqual(first);
  control.fault({ operation: "callback", effect: { kind: "unsigned" } });
  expect((await sendOne())[0]?.headers).not.toHaveProperty("telnyx-signature-ed25519");
  control.fault({ operation: "callback", effect: { kind: "tampered" } });
  expect((await sendOne()).map(isSigned)).toEqual([false]);
  control.fault({ operation: "callback", effect: { kind: "drop" } });
  expect(await sendOne()).toEqual([]);
  await control.advanceSeconds(1);
  received.splice(0);
  control.fault({ operation: "callback", effect: { kind: "late", seconds: 10 } });
  expect(await sendOne()).toEqual([]);
  await control.advanceSeconds(10);
  expect(story(received)).toEqual(["message.finalized delivered", "message.sent sent"]);
});

test("a callback that is early comes before the answer to the request it is about", async () => {
  const { url, control, received } = await listening();
  control.fault({ operation: "callback", effect: { kind: "early" } });
  const before = send({ url }).then(() => received.length);
  expect(await before).toBe(1);
  expect(received.map(isSigned)).toEqual([true]);
});

test("addresses may be set after the start, and what came before is not posted", async () => {
  const { url, control } = await simulator();
  const receiver = await callbackReceiver();
  await send({ url });
  expect(control.setCallbackUrls({ telnyx: receiver.url })).toEqual({ telnyx: receiver.url });
  await control.callbacksSettled();
  expect(receiver.received).toEqual([]);
  await send({ url });
  await control.callbacksSettled();
  expect(story(receiver.received)).toEqual(["message.sent sent"]);
  control.setCallbackUrls({ telnyx: null });
  await send({ url });
  await control.advanceSeconds(1);
  expect(receiver.received).toHaveLength(1);
});
