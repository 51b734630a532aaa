import { createHash } from "node:crypto";
import { verifySignature } from "@vonage/jwt";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import {
  apiKey,
  applicationId,
  callbackReceiver,
  client,
  number,
  type Received,
  refusal,
  signatureSecret,
  simulator,
  sms,
  smsThenVoice,
  wrong,
} from "./support";

const tokenOf = ({ authorization }: Received) => (authorization ?? "").replace("Bearer ", "");
const hashOf = (body: string) => createHash("sha256").update(body).digest("hex");
const contents = (received: readonly Received[]) => received.map(({ body }): unknown => JSON.parse(body));

async function listening(statuses: number[] = []) {
  const receiver = await callbackReceiver(statuses);
  const { url, control } = await simulator({ callbackUrl: receiver.url });
  return { verify: client({ url }), control, received: receiver.received };
}

test("every callback is signed over its body for this account and application", async () => {
  const { verify, control, received } = await listening();
  const { requestId } = await verify.newRequest(sms({ clientRef: "abc123" }));
  await verify.checkCode(requestId, control.latestCode(number) ?? "");
  await control.callbacksSettled();
  expect(contents(received)).toMatchObject([
    { request_id: requestId, type: "event", channel: "sms", status: "completed", client_ref: "abc123" },
    {
      request_id: requestId,
      type: "summary",
      status: "completed",
      channel_timeout: 120,
      client_ref: "abc123",
    },
  ]);
  for (const callback of received) {
    expect(verifySignature(tokenOf(callback), signatureSecret)).toBe(true);
    const claims = decodeJwt(tokenOf(callback));
    expect(claims).toMatchObject({ iss: "Vonage", api_key: apiKey, application_id: applicationId });
    expect(claims.payload_hash).toBe(hashOf(callback.body));
    expect(Math.abs((claims.iat ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  }
  expect(new Set(received.map((callback) => decodeJwt(tokenOf(callback)).jti)).size).toBe(2);
});

test("no callback carries a code or a number", async () => {
  const { verify, control, received } = await listening();
  const { requestId } = await verify.newRequest(sms({ code: "Qx7Zk2" }));
  await verify.checkCode(requestId, "Qx7Zk2");
  await control.callbacksSettled();
  const bodies = received.map(({ body }) => body).join();
  expect(bodies).not.toContain("Qx7Zk2");
  expect(bodies).not.toContain(number);
});

test("each step's end is an event of its own, and the summary names every step", async () => {
  const { verify, control, received } = await listening();
  await verify.newRequest(smsThenVoice());
  await control.advanceSeconds(240);
  expect(contents(received)).toMatchObject([
    { type: "event", channel: "sms", status: "expired" },
    { type: "event", channel: "voice", status: "expired" },
    { type: "summary", status: "expired", workflow: [{ status: "expired" }, { status: "expired" }] },
  ]);
});

test("a step that never began is unused in the summary", async () => {
  const { verify, control, received } = await listening();
  const { requestId } = await verify.newRequest(smsThenVoice());
  await verify.checkCode(requestId, control.latestCode(number) ?? "");
  await control.callbacksSettled();
  expect(contents(received).at(-1)).toMatchObject({
    workflow: [
      { channel: "sms", status: "completed" },
      { channel: "voice", status: "unused" },
    ],
  });
});

test("the third wrong code and a block by the provider are told by callback", async () => {
  const { verify, control, received } = await listening();
  const { requestId } = await verify.newRequest(sms());
  const code = wrong(control.latestCode(number));
  for (let tries = 0; tries < 3; tries += 1) await refusal(verify.checkCode(requestId, code));
  await control.callbacksSettled();
  expect(contents(received).at(-1)).toMatchObject({ type: "summary", status: "failed" });
  control.fault({ operation: "deliver", effect: { kind: "block" } });
  await verify.newRequest(sms());
  await control.callbacksSettled();
  expect(contents(received).slice(2)).toMatchObject([
    { type: "event", status: "blocked" },
    { type: "summary", status: "blocked" },
  ]);
});

test("a callback that is not accepted comes again after growing pauses, each time with a new token", async () => {
  const { verify, control, received } = await listening([500, 503]);
  const { requestId } = await verify.newRequest(sms());
  control.fault({ operation: "callback", effect: { kind: "drop" } });
  await verify.checkCode(requestId, control.latestCode(number) ?? "");
  await control.callbacksSettled();
  expect(received).toHaveLength(1);
  await control.advanceSeconds(1);
  expect(received).toHaveLength(2);
  await control.advanceSeconds(4);
  expect(received).toHaveLength(2);
  await control.advanceSeconds(1);
  expect(received).toHaveLength(3);
  await control.advanceSeconds(3600);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  expect(new Set(received.map((callback) => decodeJwt(tokenOf(callback)).jti)).size).toBe(3);
  expect(control.callbacks().map(({ status }) => status)).toEqual([500, 503, 204]);
});

test("a callback can be made to come twice, late, unsigned or with a changed body", async () => {
  const { verify, control, received } = await listening();
  const expire = async () => {
    await verify.newRequest(sms());
    await control.advanceSeconds(120);
    return received.splice(0);
  };
  control.fault({ operation: "callback", effect: { kind: "duplicate" } });
  const [first, second] = await expire();
  expect(second).toEqual(first);

  control.fault({ operation: "callback", effect: { kind: "unsigned" } });
  expect((await expire()).map(({ authorization }) => authorization === undefined)).toEqual([true, false]);

  control.fault({ operation: "callback", effect: { kind: "tampered" } });
  const [tampered] = await expire();
  expect(tampered && verifySignature(tokenOf(tampered), signatureSecret)).toBe(true);
  expect(tampered && decodeJwt(tokenOf(tampered)).payload_hash).not.toBe(hashOf(tampered?.body ?? ""));

  control.fault({ operation: "callback", effect: { kind: "late", seconds: 10 } });
  expect(contents(await expire())).toMatchObject([{ type: "summary" }]);
  await control.advanceSeconds(10);
  expect(contents(received)).toMatchObject([{ type: "event", status: "expired" }]);
});

test("a callback that is early comes before the answer to the check it is about", async () => {
  const { verify, control, received } = await listening();
  const { requestId } = await verify.newRequest(sms());
  control.fault({ operation: "callback", lasting: true, effect: { kind: "early" } });
  const before = verify.checkCode(requestId, control.latestCode(number) ?? "").then(() => received.length);
  expect(await before).toBe(2);
});

test("the application's address may be set after the start, over HTTP too", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const receiver = await callbackReceiver();
  const { requestId } = await verify.newRequest(sms());
  const change = { method: "PATCH", body: JSON.stringify({ vonage: receiver.url }) };
  expect((await fetch(`${url}/_simulator/callback-urls`, change)).status).toBe(200);
  await verify.checkCode(requestId, control.latestCode(number) ?? "");
  await control.callbacksSettled();
  expect(receiver.received).toHaveLength(2);
  expect(control.callbacks()).toMatchObject([{ service: "vonage", url: receiver.url }, { status: 204 }]);
  control.reset();
  expect(control.callbackUrls()).toEqual({ vonage: receiver.url });
});
