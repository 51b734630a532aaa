import { describe, expect, test } from "vitest";
import { answerOf, login, older, statusOf } from "./older-verify";
import { number, wrong } from "./support";

const unknownId = "0d5a0c9e7b1f4d0e9a543b0c2f7f9f11";

test("a start sends a text with four digits, and the right code passes once", async () => {
  const { control, verify } = await older();
  const { requestId = "", status } = await answerOf(verify.start(login()));
  expect([requestId, status]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), "0"]);
  const [text] = control.messagesFor(number);
  expect(text).toMatchObject({ requestId, channel: "sms", from: "VERIFY", brand: "Countersign" });
  expect(text?.code).toMatch(/^\d{4}$/);
  const right = await answerOf(verify.check(requestId, text?.code ?? ""));
  expect(right).toMatchObject({ requestId, status: "0", eventId: expect.any(String), price: "0.10000000" });
  expect(await statusOf(verify.check(requestId, text?.code ?? ""))).toBe("6");
});

test("the third wrong code ends a request, and an unknown one is not found", async () => {
  const { control, verify, start } = await older();
  const id = await start({ codeLength: 6 });
  const code = wrong(control.latestCode(number));
  const statuses = [];
  for (let tries = 0; tries < 4; tries += 1) statuses.push(await statusOf(verify.check(id, code)));
  expect(statuses).toEqual(["16", "16", "17", "6"]);
  expect(await statusOf(verify.check(unknownId, "1234"))).toBe("6");
});

test("a second start for a number names the request that is running", async () => {
  const { verify, start } = await older();
  const id = await start();
  expect(await answerOf(verify.start(login()))).toMatchObject({ status: "10", requestId: id });
});

test("a cancel is refused for 30 seconds and after the second message", async () => {
  const { control, verify, start } = await older();
  const id = await start();
  expect(await statusOf(verify.cancel(id))).toBe("19");
  await control.advanceSeconds(30);
  expect(await answerOf(verify.cancel(id))).toMatchObject({ status: "0", command: "cancel" });
  expect(await statusOf(verify.cancel(id))).toBe("6");
  const second = await start();
  await control.advanceSeconds(125);
  expect(await statusOf(verify.cancel(second))).toBe("19");
});

test("the next message can be asked for until there is none left", async () => {
  const { control, verify, start } = await older();
  const id = await start();
  const first = control.latestCode(number);
  expect(await answerOf(verify.trigger(id))).toMatchObject({ status: "0", command: "trigger_next_event" });
  expect(await statusOf(verify.trigger(id))).toBe("0");
  expect(await statusOf(verify.trigger(id))).toBe("19");
  const messages = control.messagesFor(number);
  expect(messages.map(({ channel, code }) => [channel, code])).toEqual([
    ["sms", first],
    ["voice", first],
    ["voice", first],
  ]);
  expect(await statusOf(verify.check(id, first ?? ""))).toBe("0");
});

describe("workflows", () => {
  test.each<[number, string[], number[]]>([
    [1, ["sms", "voice", "voice"], [125, 180, 300]],
    [2, ["sms", "sms", "voice"], [125, 180, 300]],
    [3, ["voice", "voice"], [150, 150]],
    [4, ["sms", "sms"], [120, 180]],
    [5, ["sms", "voice"], [120, 180]],
    [6, ["sms"], [300]],
    [7, ["voice"], [300]],
  ])("number %i goes through its channels with its waits and then expires", async (id, channels, waits) => {
    const { control, verify, start } = await older();
    const requestId = await start({ workflowId: id });
    const sent = () => control.messagesFor(number).map(({ channel }) => channel);
    for (const [index, seconds] of waits.entries()) {
      expect(sent()).toEqual(channels.slice(0, index + 1));
      await control.advanceSeconds(seconds - 1);
      expect(sent()).toHaveLength(index + 1);
      expect(await verify.search(requestId)).toMatchObject({ status: "IN PROGRESS" });
      await control.advanceSeconds(1);
    }
    expect(sent()).toEqual(channels);
    expect(await verify.search(requestId)).toMatchObject({ status: "EXPIRED" });
  });

  test.each([
    [360, 120, [true, true]],
    [240, 120, [true, false]],
    [120, 120, [false, false]],
    [200, 120, [false, false]],
    [undefined, undefined, [true, false]],
  ])("a code that holds %s s with waits of %s s is the same again: %j", async (pinExpiry, wait, same) => {
    const { control, start } = await older();
    const given = pinExpiry === undefined ? {} : { pinExpiry, nextEventWait: wait };
    await start({ codeLength: 6, workflowId: 2, ...given });
    await control.advanceSeconds(wait ?? 125);
    await control.advanceSeconds(wait ?? 180);
    const codes = control.messagesFor(number).map(({ code }) => code);
    expect(codes).toHaveLength(3);
    expect([codes[1] === codes[0], codes[2] === codes[1]]).toEqual(same);
  });

  test("a new code brings new tries, and the old one is wrong", async () => {
    const { control, verify, start } = await older();
    const id = await start({ codeLength: 6, pinExpiry: 60, nextEventWait: 60, workflowId: 4 });
    const first = control.latestCode(number) ?? "";
    await verify.check(id, wrong(first));
    await verify.check(id, wrong(first));
    await control.advanceSeconds(60);
    const second = control.latestCode(number) ?? "";
    if (first !== second) expect(await statusOf(verify.check(id, first))).toBe("16");
    expect(await statusOf(verify.check(id, second))).toBe("0");
  });
});

test("a national number is taken with its country", async () => {
  const { control, start } = await older();
  await start({ number: "07700 900123", country: "GB" });
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("a text that is refused brings the call at once, and the person's language is spoken", async () => {
  const { control, start } = await older();
  control.fault({ operation: "deliver", number, effect: { kind: "refuse" } });
  await start({ workflowId: 5, lg: "de-de" });
  expect(control.messagesFor(number)).toMatchObject([
    { channel: "voice", locale: "de-de", text: expect.stringContaining("Auf Wiederhören") },
  ]);
});

test("a payment names payee and amount in its text", async () => {
  const { control, verify } = await older();
  const { requestId = "" } = await answerOf(verify.start({ number, payee: "Acme", amount: 12.5 }));
  const [text] = control.messagesFor(number);
  expect(text).toMatchObject({ brand: "Acme", text: expect.stringContaining("12.50 EUR to Acme") });
  expect(await statusOf(verify.check(requestId, text?.code ?? ""))).toBe("0");
});

test("the handset shows what runs and what follows, and can go on to it", async () => {
  const { url, control, start } = await older();
  await start();
  const state = await fetch(`${url}/_simulator/events`);
  const reader = state.body?.pipeThrough(new TextDecoderStream()).getReader();
  const event = (await reader?.read())?.value ?? "";
  await reader?.cancel();
  expect(event).toContain('"followedBy":"voice"');
  expect(await control.advanceToNextStep(number)).toBe(true);
  expect(control.messagesFor(number)).toHaveLength(2);
});
