import { describe, expect, test } from "vitest";
import type { Simulator } from "@/dev/simulator/server";
import type { CheckOutcome, StartOutcome } from "@/lib/verify/provider";
import { loggedLines } from "../support/console";
import { type Subject, TIMEOUT, telnyxSubject, vonageSubject } from "./providers";
import { callbackReceiver, number, simulator, strangersKey, wrong } from "./support";

type Rule = Parameters<Simulator["control"]["fault"]>[0];
type Effect = Extract<Rule, { when?: unknown }>["effect"];

const answer = (status: number, retryAfterSeconds?: number): Effect => ({
  kind: "answer",
  status,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const subjects = [
  ["Vonage", vonageSubject],
  ["Telnyx", telnyxSubject],
] as const;

const started = async (subject: Subject) => {
  const { request, proofs } = subject.request();
  const outcome = await subject.provider.start(request);
  if (outcome.kind !== "sent") throw new Error(outcome.kind);
  const check = (code: string): Promise<CheckOutcome> =>
    subject.provider.check({ requestId: outcome.requestId, proofs, code });
  return { requestId: outcome.requestId, check, pin: subject.pin() };
};

describe.each(subjects)("%s: a start", (_, open) => {
  test("brings six digits to the phone, in our name (T-022)", async () => {
    const subject = await open();
    const { requestId, pin } = await started(subject);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(pin).toMatch(/^\d{6}$/);
    const messages = subject.simulator.control.messagesFor(number);
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages[0])).toContain("Countersign");
  });

  test.each<[string, Effect, StartOutcome["kind"]]>([
    ["401", answer(401), "unauthorised"],
    ["402", answer(402), "no-credit"],
    ["403", answer(403), "unauthorised"],
    ["404", answer(404), "unavailable"],
    ["429", answer(429, 7), "rate-limited"],
    ["500", answer(500), "unavailable"],
    ["502", answer(502), "unavailable"],
    ["503", answer(503), "unavailable"],
    ["a web page", { kind: "html" }, "unknown"],
    ["nothing at all", { kind: "empty" }, "unknown"],
    ["broken JSON", { kind: "malformed" }, "unknown"],
    ["a broken connection", { kind: "reset" }, "unknown"],
    ["silence", { kind: "hang" }, "unknown"],
  ])("that is answered with %s is told apart and never repeated", async (_name, effect, kind) => {
    const { simulator: running, provider, operation, request } = await open();
    running.control.fault({ operation, effect });
    const from = performance.now();
    expect(await provider.start(request().request)).toMatchObject({ kind });
    expect(performance.now() - from).toBeLessThan(TIMEOUT * 3);
    expect(running.control.calls()).toHaveLength(1);
  });

  test("whose answer is lost after the text went out is unknown, not failed (F-02)", async () => {
    const { simulator: running, provider, operation, request } = await open();
    running.control.fault({ operation, when: "after", effect: { kind: "reset" } });
    expect(await provider.start(request().request)).toEqual({ kind: "unknown" });
    expect(running.control.messagesFor(number)).toHaveLength(1);
  });

  test("passes on how long a rate limit lasts (F-04)", async () => {
    const { simulator: running, provider, operation, request } = await open();
    running.control.fault({ operation, effect: answer(429, 7) });
    expect(await provider.start(request().request)).toEqual({ kind: "rate-limited", retryAfterSeconds: 7 });
  });

  test("waits no longer than somebody waits for it", async () => {
    const { simulator: running, provider, operation, request } = await open({ timeoutMs: 60_000 });
    running.control.fault({ operation, effect: { kind: "hang" } });
    const from = performance.now();
    const outcome = await provider.start({ ...request().request, withinMs: 100.5 });
    expect(outcome).toEqual({ kind: "unknown" });
    expect(performance.now() - from).toBeLessThan(2000);
  });

  test("to a host where nobody listens is unavailable: nothing can have been sent", async () => {
    const { url, close } = await simulator();
    await close();
    const { provider, request } = await open({ url });
    expect(await provider.start(request().request)).toEqual({ kind: "unavailable" });
  });

  test("to a host without a name is unavailable too", async () => {
    const { provider, request } = await open({ url: "http://nobody.invalid", timeoutMs: 5000 });
    expect(await provider.start(request().request)).toEqual({ kind: "unavailable" });
  });

  test("that is sent elsewhere by a redirect counts as nothing that we could check", async () => {
    const elsewhere = await callbackReceiver();
    const { simulator: running, provider, operation, request } = await open();
    running.control.fault({ operation, effect: { kind: "redirect", location: elsewhere.url } });
    expect(["unavailable", "unknown"]).toContain((await provider.start(request().request)).kind);
  });
});

describe.each(subjects)("%s: a check", (_, open) => {
  test("of the PIN on the phone is approved", async () => {
    const { check, pin } = await started(await open());
    expect(await check(pin)).toBe("approved");
  });

  test("of another PIN is wrong, and the right one still passes", async () => {
    const { check, pin } = await started(await open());
    expect(await check(wrong(pin))).toBe("wrong");
    expect(await check(pin)).toBe("approved");
  });

  test.each(["", "1", "12 456", "../templates", "１２３４５６", "0".repeat(2000)])(
    "of %j is wrong, without asking anybody",
    async (typed) => {
      const subject = await open();
      const { check } = await started(subject);
      expect(await check(typed)).toBe("wrong");
      expect(subject.simulator.control.calls().filter(({ operation }) => operation === "check")).toEqual([]);
    },
  );

  test("without anything to check against is closed", async () => {
    const { provider, simulator: running } = await open();
    expect(await provider.check({ requestId: null, proofs: [], code: "123456" })).toBe("closed");
    expect(running.control.calls()).toEqual([]);
  });
});

test.each(subjects)("%s: no log line holds the number, the PIN, or what lets us in", async (_, open) => {
  const subject = await open();
  const { check, pin } = await started(subject);
  const { simulator: running, provider, operation, request } = subject;
  const effects: Effect[] = [answer(500), answer(400), answer(422), { kind: "reset" }, { kind: "html" }];
  for (const effect of effects) {
    running.control.fault({ operation, effect });
    await provider.start(request().request);
  }
  running.control.fault({ operation: "check", effect: answer(500) });
  await check(pin);
  const lines = loggedLines().join("\n");
  expect(lines).toContain("verify.start");
  expect(lines).not.toContain(number.slice(0, -2));
  expect(lines).not.toContain(subject.pin());
  expect(lines).not.toMatch(/Bearer|eyJ|KEY0/);
});

test("A stranger's keys are unauthorised", async () => {
  const vonage = await vonageSubject({ privateKeys: [strangersKey()] });
  expect(await vonage.provider.start(vonage.request().request)).toEqual({ kind: "unauthorised" });
  const telnyx = await telnyxSubject({ apiKey: "KEY-of-a-stranger" });
  expect(await telnyx.provider.start(telnyx.request().request)).toEqual({ kind: "unauthorised" });
});
