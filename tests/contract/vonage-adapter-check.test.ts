import { describe, expect, test } from "vitest";
import type { Simulator } from "@/dev/simulator/server";
import { answer, request, vonageStarted, vonageSubject } from "./providers";
import { number, wrong } from "./support";

type Rule = Parameters<Simulator["control"]["fault"]>[0];

describe("a check", () => {
  test("of the right code is approved, once", async () => {
    const { check, code } = await vonageStarted();
    expect(await check(code)).toBe("approved");
    expect(await check(code)).toBe("closed");
  });

  test("of wrong codes is wrong twice, then the request is closed", async () => {
    const { check, code } = await vonageStarted();
    expect(await check(wrong(code))).toBe("wrong");
    expect(await check(wrong(code))).toBe("wrong");
    expect(await check(wrong(code))).toBe("closed");
    expect(await check(code)).toBe("closed");
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
  ])("that is answered with %s is neither right nor wrong (F-09)", async (_, effect) => {
    const { simulator, check, code } = await vonageStarted();
    simulator.control.fault({ operation: "check", effect } as Rule);
    expect(await check(code)).toBe("unavailable");
    expect(await check(code)).toBe("approved");
  });

  test.each(["../templates?x=1", "..", "", "not-a-uuid"])(
    "of the request id %j never reaches the network (T-020)",
    async (requestId) => {
      const { simulator, provider } = await vonageSubject();
      expect(await provider.check({ requestId, proofs: [], code: "123456" })).toBe("closed");
      expect(await provider.cancel(requestId)).toBe(false);
      expect(await provider.next(requestId)).toBe(false);
      expect(simulator.control.calls()).toHaveLength(0);
    },
  );
});

test("Going on to the call works once, and a cancelled request frees its number", async () => {
  const { simulator, provider, requestId, check, code } = await vonageStarted();
  expect(await provider.next(requestId)).toBe(true);
  expect(simulator.control.messagesFor(number).map(({ channel }) => channel)).toEqual(["sms", "voice"]);
  expect(await provider.next(requestId)).toBe(false);
  expect(await check(code)).toBe("approved");
  const again = await provider.start(request());
  if (again.kind !== "sent") throw new Error(again.kind);
  expect(await provider.cancel(again.requestId)).toBe(false);
  await simulator.control.advanceSeconds(31);
  expect(await provider.cancel(again.requestId)).toBe(true);
  expect(await provider.start(request())).toMatchObject({ kind: "sent" });
});
