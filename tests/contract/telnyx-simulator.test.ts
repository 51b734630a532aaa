import { describe, expect, test } from "vitest";
import { number, simulator } from "./support";
import { refusalOf, send, text } from "./telnyx";

const profile = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";

test("a message is taken in as queued, and its text is on the phone", async () => {
  const { url, control } = await simulator();
  const answer = await send({ url });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toMatchObject({
    data: {
      record_type: "message",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      direction: "outbound",
      type: "SMS",
      from: { phone_number: "+12025550100" },
      to: [{ phone_number: `+${number}`, status: "queued" }],
      text: text.text,
      parts: 1,
      encoding: "GSM-7",
      cost: { amount: "0.0040", currency: "USD" },
      tags: [],
      sent_at: null,
      completed_at: null,
      errors: [],
    },
  });
  expect(control.messagesFor(number)).toMatchObject([{ channel: "sms", text: text.text, code: "482913" }]);
  expect(control.calls()).toMatchObject([
    { service: "telnyx", method: "POST", path: "/v2/messages", operation: "message", number, status: 200 },
  ]);
});

test.each([
  ["Your code is 482913. @example.test #482913", "482913"],
  ["482-913 is your code", "482913"],
  ["Code 0042, valid for 5 minutes", "0042"],
  ["Call +12025550100 if this was not you: 7731", "7731"],
])("the code of %j is %s", async (words, code) => {
  const { url, control } = await simulator();
  await send({ url }, { ...text, text: words });
  expect(control.latestCode(number)).toBe(code);
});

test("a message without a code does not hide the code before it", async () => {
  const { url, control } = await simulator();
  await send({ url });
  await send({ url }, { ...text, text: "A new browser was signed in." });
  expect(control.messagesFor(number)).toHaveLength(2);
  expect(control.latestCode(number)).toBe("482913");
});

test("a text beyond the GSM alphabet is UCS-2 and has parts of 67 characters", async () => {
  const { url } = await simulator();
  const parts = async (words: string) => {
    const { data } = await (await send({ url }, { ...text, text: words })).json();
    return [data.encoding, data.parts];
  };
  expect(await parts("a".repeat(160))).toEqual(["GSM-7", 1]);
  expect(await parts("a".repeat(161))).toEqual(["GSM-7", 2]);
  expect(await parts("€".repeat(81))).toEqual(["GSM-7", 2]);
  expect(await parts("ж".repeat(70))).toEqual(["UCS-2", 1]);
  expect(await parts("ж".repeat(71))).toEqual(["UCS-2", 2]);
});

describe("a refusal", () => {
  test.each([["Bearer WRONG"], ["Basic YTpi"], ["KEY0189ABCDEF"], [""]])(
    "of the credentials %j is 10009, and nothing is sent",
    async (authorization) => {
      const { url, control } = await simulator();
      expect(await refusalOf(send({ url }, text, authorization))).toEqual({ status: 401, errors: ["10009"] });
      expect(control.outbox()).toEqual([]);
    },
  );

  const { from: _from, ...unsent } = text;
  const cases: [string, unknown, string[]][] = [
    ["a number without its plus", { ...text, to: number }, ["10016 /to"]],
    ["a number that is too short", { ...text, to: "+4477" }, ["10002 /to"]],
    ["a number with spaces", { ...text, to: "+44 7700 900123" }, ["10002 /to"]],
    ["no number", { ...text, to: undefined }, ["10004 /to"]],
    ["neither sender nor profile", unsent, ["10004 /from"]],
    ["a sender without its plus", { ...text, from: "12025550100" }, ["10016 /from"]],
    ["a word as the sender and no profile", { ...text, from: "Acme" }, ["10004 /messaging_profile_id"]],
    ["no text", { ...text, text: undefined }, ["10004 /text"]],
    ["nothing", {}, ["10004 /to", "10004 /from", "10004 /text"]],
  ];
  test.each(cases)("of %s names its place", async (_what, body, errors) => {
    const { url, control } = await simulator();
    expect(await refusalOf(send({ url }, body))).toEqual({ status: 422, errors });
    control.setSwitches({ telnyxRefusal: 400 });
    expect(await refusalOf(send({ url }, body))).toEqual({ status: 400, errors });
    expect(control.outbox()).toEqual([]);
  });

  test.each([
    ["a body that is no JSON", "{"],
    ["a profile that is no id", { ...text, messaging_profile_id: "mine" }],
    ["a callback address that is none", { ...text, webhook_url: "nowhere" }],
    ["a text that GSM-7 lacks", { ...text, text: "ж", encoding: "gsm7" }],
  ])("of %s is 10015", async (_what, body) => {
    const { url } = await simulator();
    const refused = await refusalOf(send({ url }, body));
    expect(refused.status).toBe(400);
    expect(refused.errors[0]).toMatch(/^10015/);
  });

  test("comes for the rate when there is one, and for an unknown address", async () => {
    const { url, control } = await simulator();
    control.setSwitches({ requestsPerSecond: 1 });
    await send({ url });
    const fast = send({ url });
    expect((await fast).headers.get("retry-after")).toBe("1");
    expect(await refusalOf(fast)).toEqual({ status: 429, errors: ["10011"] });
    const elsewhere = fetch(`${url}/v2/messages/${profile}/cancel`, { method: "POST" });
    expect(await refusalOf(elsewhere)).toEqual({ status: 404, errors: ["10005"] });
  });
});

test("a word or a pool may send when the profile is named", async () => {
  const { url, control } = await simulator();
  await send({ url }, { ...text, from: "Acme", messaging_profile_id: profile });
  await send({ url }, { to: text.to, text: text.text, messaging_profile_id: profile });
  expect(control.messagesFor(number).map(({ from }) => from)).toEqual(["Acme", "+12025550199"]);
});

test("faults strike messages as they strike starts", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "message", number: text.to, effect: { kind: "answer", status: 403 } });
  expect(await refusalOf(send({ url }))).toEqual({ status: 403, errors: ["10010"] });
  control.fault({ operation: "message", effect: { kind: "answer", status: 503 } });
  expect(await refusalOf(send({ url }))).toMatchObject({ status: 503 });
  expect(control.outbox()).toEqual([]);
  control.fault({ operation: "any", when: "after", effect: { kind: "reset" } });
  await expect(send({ url })).rejects.toThrow("fetch failed");
  expect(control.messagesFor(number)).toHaveLength(1);
  control.fault({ operation: "message", effect: { kind: "malformed" } });
  await expect((await send({ url })).json()).rejects.toThrow(SyntaxError);
});

test("a fault for Vonage's starts leaves Telnyx alone", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "start", effect: { kind: "answer", status: 500 } });
  expect((await send({ url })).status).toBe(200);
});
