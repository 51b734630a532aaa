import { describe, expect, test } from "vitest";
import { vonageStarted, vonageSubject } from "./providers";
import { number, privateKey, strangersKey, wrong } from "./support";

/** Vonage knows `privateKey`; the other one not yet, or not any more. */
const other = strangersKey();
const orders: readonly [string, readonly [string, string]][] = [
  ["before Vonage has learnt of the new one", [other, privateKey]],
  ["once Vonage knows the new one", [privateKey, other]],
];

describe.each(orders)("While VONAGE_PRIVATE_KEY is changed, %s (F-21)", (_, privateKeys) => {
  test("a message is sent once and its PIN is checked", async () => {
    const { simulator, check, code } = await vonageStarted({}, { privateKeys });
    expect(simulator.control.messagesFor(number)).toHaveLength(1);
    expect(await check(wrong(code))).toBe("wrong");
    expect(await check(code)).toBe("approved");
  });

  test("a message moves on to its next channel", async () => {
    const { provider, requestId } = await vonageStarted({}, { privateKeys });
    expect(await provider.next(requestId)).toBe(true);
  });

  test("a message is given up, once", async () => {
    const { provider, simulator, requestId } = await vonageStarted({}, { privateKeys });
    await simulator.control.advanceSeconds(31);
    expect(await provider.cancel(requestId)).toBe(true);
    expect(await provider.cancel(requestId)).toBe(false);
  });
});

test("Keys that Vonage knows none of are unauthorised, and nothing else is taken for that", async () => {
  const strange = await vonageSubject({ privateKeys: [other, strangersKey()] });
  expect(await strange.provider.start(strange.request().request)).toEqual({ kind: "unauthorised" });
  const known = await vonageSubject({ privateKeys: [privateKey, other] });
  known.simulator.control.fault({ operation: "start", effect: { kind: "answer", status: 403 } });
  expect(await known.provider.start(known.request().request)).toEqual({ kind: "unauthorised" });
  expect(known.simulator.control.messagesFor(number)).toEqual([]);
});
