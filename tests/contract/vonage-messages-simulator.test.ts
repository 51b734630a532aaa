import { describe, expect, test } from "vitest";
import { z } from "zod";
import { failure, number, refusal, sdk, simulator, strangersKey } from "./support";

type NewMessage = Parameters<ReturnType<typeof sdk>["messages"]["send"]>[0];

const notice = {
  channel: "sms",
  messageType: "text",
  to: number,
  from: "Countersign",
  text: "Countersign: Your password was changed. Not you? https://login.example.org/not-me/482913",
  clientRef: "a-notice",
};

// The SDK's types know the words of the API as members of enums in a package of its own.
const message = (change: object = {}) => ({ ...notice, ...change }) as NewMessage;

const send = (at: { url: string }, change: object = {}) => sdk(at).messages.send(message(change));

const named = async (call: Promise<unknown>) =>
  (await refusal(call)).body.invalid_parameters?.map(({ name }) => name);

test("a text is taken in, and is on the phone without a code", async () => {
  const { url, control } = await simulator();
  const { messageUUID } = await send({ url });
  expect(z.uuid().safeParse(messageUUID).success).toBe(true);
  const { text } = notice;
  const shown = { requestId: messageUUID, channel: "sms", from: "Countersign", text, code: "" };
  expect(control.messagesFor(number)).toMatchObject([shown]);
  expect(control.calls()).toMatchObject([
    { service: "vonage", method: "POST", path: "/v1/messages", operation: "message", number, status: 202 },
  ]);
});

test("a notice does not hide the code that came before it", async () => {
  const { url, control } = await simulator();
  await send({ url }, { text: "482 913 is your PIN." });
  for (const text of [
    notice.text,
    "Logged in on 3 December 2026 at 14:05 UTC.",
    "Chrome 141.0.7390 on 2026-12-03",
  ])
    await send({ url }, { text });
  expect(control.messagesFor(number)).toHaveLength(4);
  expect(control.latestCode(number)).toBe("482913");
});

test.each(["447700900001", "12345", "Acme", "A 2nd name1"])("%j may be the sender", async (from) => {
  const { url, control } = await simulator();
  await send({ url }, { from });
  expect(control.messagesFor(number)).toMatchObject([{ from }]);
});

describe("a text is refused", () => {
  test.each([
    ["the key of another", { privateKey: strangersKey() }, "unauthorized"],
    ["another application", { applicationId: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11" }, "unauthorized"],
    ["a token that is past its time", { jwtOptions: { ttl: -60 } }, "jwt-expired"],
  ])("with %s", async (_what, options, fragment) => {
    const { url, control } = await simulator();
    const sent = sdk({ url }, options).messages.send(message());
    expect(await refusal(sent)).toMatchObject({ status: 401, fragment });
    expect(control.outbox()).toEqual([]);
  });

  test("without credit", async () => {
    const { url, control } = await simulator();
    control.setSwitches({ lowBalance: true });
    expect(await refusal(send({ url }))).toMatchObject({
      status: 402,
      title: "Low balance",
      fragment: "low-balance",
    });
  });

  test("beyond the rate, and says when to come again", async () => {
    const { url, control } = await simulator();
    control.setSwitches({ requestsPerSecond: 1 });
    await send({ url });
    const { status, fragment, headers } = await refusal(send({ url }));
    expect([status, fragment, headers.get("retry-after")]).toEqual([429, "1000", "1"]);
  });

  test.each([
    ["a number with its plus", { to: `+${number}` }, ["to"]],
    ["a number with two zeros", { to: `00${number}` }, ["to"]],
    ["a number that is too short", { to: "447700" }, ["to"]],
    ["no number", { to: undefined }, ["to"]],
    ["no sender", { from: undefined }, ["from"]],
    ["a sender of twelve letters", { from: "Countersign1" }, ["from"]],
    ["a sender with its plus", { from: "+447700900001" }, ["from"]],
    ["a sender with an accent", { from: "Café" }, ["from"]],
    ["an empty text", { text: "" }, ["text"]],
    ["a text of 1001 letters", { text: "a".repeat(1001) }, ["text"]],
    ["a channel that is not simulated", { channel: "carrier-pigeon" }, ["channel"]],
    ["a kind of message that is not simulated", { messageType: "image" }, ["message_type"]],
    ["a reference that is too long", { clientRef: "a".repeat(101) }, ["client_ref"]],
    ["an encoding that does not exist", { sms: { encodingType: "morse" } }, ["sms.encoding_type"]],
    ["nothing right", { to: "x", from: "", text: "" }, ["to", "from", "text"]],
  ])("with %s, which is named", async (_what, change, names) => {
    const { url, control } = await simulator();
    expect(await refusal(send({ url }, change))).toMatchObject({ status: 422, fragment: "1150" });
    expect(await named(send({ url }, change))).toEqual(names);
    expect(control.outbox()).toEqual([]);
  });

  test("at an address that is not there", async () => {
    const { url } = await simulator();
    const answer = await fetch(`${url}/v1/messages/0d5a0c9e`, { method: "PATCH" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });
});

describe("faults strike texts as they strike starts:", () => {
  test.each([401, 402, 422, 429, 500, 503])("a status of %i, and nothing is sent", async (status) => {
    const { url, control } = await simulator();
    control.fault({ operation: "message", number, effect: { kind: "answer", status } });
    expect(await refusal(send({ url }))).toMatchObject({ status });
    expect(control.outbox()).toEqual([]);
    await send({ url });
  });

  test("no answer until the client's own deadline", async () => {
    const { url, control } = await simulator();
    control.fault({ operation: "message", effect: { kind: "hang" } });
    const error = await failure(sdk({ url }, { timeout: 50 }).messages.send(message()));
    expect(error).toMatchObject({ name: "AbortError" });
  });

  test("a connection that is reset after accepting, so that the text has arrived", async () => {
    const { url, control } = await simulator();
    control.fault({ operation: "message", when: "after", effect: { kind: "reset" } });
    expect(await failure(send({ url }))).toMatchObject({ code: "ECONNRESET" });
    expect(control.messagesFor(number)).toHaveLength(1);
  });

  test("an answer that breaks off", async () => {
    const { url, control } = await simulator();
    control.fault({ operation: "message", effect: { kind: "malformed" } });
    expect(await failure(send({ url }))).toMatchObject({ message: expect.stringContaining("decode") });
  });

  test("a text that is lost or late on its way", async () => {
    const { url, control } = await simulator();
    control.fault({ operation: "deliver", number, effect: { kind: "drop" } });
    await send({ url });
    expect(control.outbox()).toMatchObject([{ delivery: "dropped" }]);
    control.fault({ operation: "deliver", number, effect: { kind: "late", seconds: 20 } });
    await send({ url });
    expect(control.messagesFor(number)).toEqual([]);
    await control.advanceSeconds(20);
    expect(control.messagesFor(number)).toHaveLength(1);
  });

  test("a fault for starts leaves texts alone", async () => {
    const { url, control } = await simulator();
    control.fault({ operation: "start", effect: { kind: "answer", status: 500 } });
    await send({ url });
  });
});
