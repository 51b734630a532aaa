import { describe, expect, test } from "vitest";
import type { Simulator } from "@/dev/simulator/server";
import { policy } from "@/lib/policy";
import { vonageProvider } from "@/lib/verify/vonage";
import { loggedLines } from "../support/console";
import { applicationId, number, privateKey, simulator, strangersKey } from "./support";

const request = { number: `+${number}`, locale: "en-GB" };
const TIMEOUT = 300;

/** Our adapter over the real SDK, pointed at a simulator of its own. */
async function pair(given: { privateKey?: string; timeoutMs?: number } = {}) {
  const vonage = await simulator();
  const options = { applicationId, privateKey, brand: "Countersign", timeoutMs: TIMEOUT, ...given };
  return { vonage, provider: vonageProvider({ ...options, apiHost: vonage.url }) };
}

type Rule = Parameters<Simulator["control"]["fault"]>[0];
const answer = (status: number, more: { retryAfterSeconds?: number } = {}) =>
  ({ kind: "answer", status, ...more }) as const;

async function started() {
  const { vonage, provider } = await pair();
  const outcome = await provider.start(request);
  if (outcome.kind !== "sent") throw new Error(outcome.kind);
  const code = vonage.control.latestCode(number) ?? "";
  return { vonage, provider, id: outcome.requestId, code, wrong: code === "000000" ? "000001" : "000000" };
}

describe("a start", () => {
  test("asks for six digits by text, then by a call with the same code, in our name (T-022)", async () => {
    const { vonage, provider } = await pair();
    expect(await provider.start(request)).toEqual({ kind: "sent", requestId: expect.any(String) });
    const [text] = vonage.control.messagesFor(number);
    expect(text).toMatchObject({ brand: "Countersign", channel: "sms", locale: "en-gb" });
    expect(text?.code).toMatch(/^\d{6}$/);
    await vonage.control.advanceSeconds(policy.pin.channelSeconds + 1);
    const [, call] = vonage.control.messagesFor(number);
    expect(call).toMatchObject({ channel: "voice", code: text?.code });
  });

  test.each<[string, Rule["effect"], string]>([
    ["401", answer(401), "unauthorised"],
    ["402", answer(402), "no-credit"],
    ["403", answer(403), "unauthorised"],
    ["409", answer(409), "already-pending"],
    ["412", answer(412), "unsupported"],
    ["422", answer(422), "invalid-number"],
    ["429", answer(429, { retryAfterSeconds: 7 }), "rate-limited"],
    ["500", answer(500), "unavailable"],
    ["502", answer(502), "unavailable"],
    ["503", answer(503), "unavailable"],
    ["a web page", { kind: "html" }, "unknown"],
    ["nothing at all", { kind: "empty" }, "unknown"],
    ["broken JSON", { kind: "malformed" }, "unknown"],
    ["a broken connection", { kind: "reset" }, "unknown"],
    ["silence", { kind: "hang" }, "unknown"],
  ])("that is answered with %s is told apart and never repeated", async (_name, effect, kind) => {
    const { vonage, provider } = await pair();
    vonage.control.fault({ operation: "start", effect } as Rule);
    const from = performance.now();
    expect(await provider.start(request)).toMatchObject({ kind });
    expect(performance.now() - from).toBeLessThan(TIMEOUT * 3);
    expect(vonage.control.calls()).toHaveLength(1);
  });

  test("whose answer is lost after the text went out is unknown, not failed", async () => {
    const { vonage, provider } = await pair();
    vonage.control.fault({ operation: "start", when: "after", effect: { kind: "reset" } });
    expect(await provider.start(request)).toEqual({ kind: "unknown" });
    expect(vonage.control.messagesFor(number)).toHaveLength(1);
  });

  test("passes on how long a rate limit lasts", async () => {
    const { vonage, provider } = await pair();
    vonage.control.fault({ operation: "start", effect: answer(429, { retryAfterSeconds: 7 }) });
    expect(await provider.start(request)).toEqual({ kind: "rate-limited", retryAfterSeconds: 7 });
  });

  test("to a host where nobody listens is unavailable: nothing can have been sent", async () => {
    const options = { applicationId, privateKey, brand: "Countersign", timeoutMs: TIMEOUT };
    expect(await vonageProvider({ ...options, apiHost: "http://127.0.0.1:9" }).start(request)).toEqual({
      kind: "unavailable",
    });
  });

  test("with a stranger's key is unauthorised", async () => {
    const { provider } = await pair({ privateKey: strangersKey() });
    expect(await provider.start(request)).toEqual({ kind: "unauthorised" });
  });

  test("while another runs for the number is already pending", async () => {
    const { provider } = await pair();
    await provider.start(request);
    expect(await provider.start(request)).toEqual({ kind: "already-pending" });
  });
});

describe("a check", () => {
  test("of the right code is approved, once", async () => {
    const { provider, id, code } = await started();
    expect(await provider.check(id, code)).toBe("approved");
    expect(await provider.check(id, code)).toBe("closed");
  });

  test("of wrong codes is wrong twice, then the request is closed", async () => {
    const { provider, id, wrong, code } = await started();
    expect(await provider.check(id, wrong)).toBe("wrong");
    expect(await provider.check(id, wrong)).toBe("wrong");
    expect(await provider.check(id, wrong)).toBe("closed");
    expect(await provider.check(id, code)).toBe("closed");
  });

  test.each<[string, Rule["effect"]]>([
    ["401", answer(401)],
    ["402", answer(402)],
    ["409", answer(409)],
    ["429", answer(429)],
    ["500", answer(500)],
    ["a web page", { kind: "html" }],
    ["nothing at all", { kind: "empty" }],
    ["broken JSON", { kind: "malformed" }],
    ["a broken connection", { kind: "reset" }],
    ["silence", { kind: "hang" }],
    [
      "another status",
      { kind: "answer", status: 202, body: '{"status":"pending"}', contentType: "application/json" },
    ],
  ])("that is answered with %s is neither right nor wrong", async (_name, effect) => {
    const { vonage, provider, id, code } = await started();
    vonage.control.fault({ operation: "check", effect } as Rule);
    expect(await provider.check(id, code)).toBe("unavailable");
    expect(await provider.check(id, code)).toBe("approved");
  });

  test.each(["../templates?x=1", "..", "", "not-a-uuid"])(
    "of the request id %j never reaches the network (T-020)",
    async (id) => {
      const { vonage, provider } = await pair();
      expect(await provider.check(id, "123456")).toBe("closed");
      expect(await provider.cancel(id)).toBe(false);
      expect(await provider.next(id)).toBe(false);
      expect(vonage.control.calls()).toHaveLength(0);
    },
  );

  test("of something that is no code is wrong without asking", async () => {
    const { vonage, provider, id } = await started();
    expect(await provider.check(id, "12345x")).toBe("wrong");
    expect(vonage.control.calls().filter((call) => call.operation === "check")).toHaveLength(0);
  });
});

test("going on to the call works once, and a cancelled request frees its number", async () => {
  const { vonage, provider, id, code } = await started();
  expect(await provider.next(id)).toBe(true);
  expect(vonage.control.messagesFor(number).map((one) => one.channel)).toEqual(["sms", "voice"]);
  expect(await provider.next(id)).toBe(false);
  expect(await provider.check(id, code)).toBe("approved");
  const again = await provider.start(request);
  if (again.kind !== "sent") throw new Error(again.kind);
  expect(await provider.cancel(again.requestId)).toBe(false);
  await vonage.control.advanceSeconds(31);
  expect(await provider.cancel(again.requestId)).toBe(true);
  expect(await provider.start(request)).toMatchObject({ kind: "sent" });
});

test("no log line holds the number, the code or the token", async () => {
  const { vonage, provider, id, code } = await started();
  vonage.control.fault({ operation: "check", effect: answer(500) });
  await provider.check(id, code);
  await provider.start(request);
  const lines = loggedLines().join("\n");
  expect(lines).toContain("verify.check");
  expect(lines).not.toContain(number);
  expect(lines).not.toContain(code);
  expect(lines).not.toMatch(/Bearer|eyJ/);
});
