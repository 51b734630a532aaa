import { describe, expect, test } from "vitest";
import { ownCode } from "@/lib/verify/own-code";
import { loggedLines } from "../support/console";
import { request, telnyxSubject } from "./providers";
import { callbackReceiver, number } from "./support";

const refused = (status: number, code: string, pointer?: string) =>
  ({
    kind: "answer",
    status,
    problem: { code, ...(pointer && { source: { pointer } }) },
  }) as const;

const own = () => {
  const challengeId = request().challengeId;
  const { code, tag, proof } = ownCode(challengeId);
  return { asked: request({ challengeId, code, tag, workflow: ["sms"] }), code, tag, proof };
};

test("The text is ours, in the person's language, and ends in the line for our host (T-028)", async () => {
  const { provider, simulator } = await telnyxSubject();
  const { asked, code, tag } = own();
  expect(await provider.start({ ...asked, locale: "de-AT" })).toEqual({
    kind: "sent",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checkUrl: null,
  });
  expect(simulator.control.messagesFor(number)[0]?.text).toBe(
    `${code} ist Ihre PIN für Countersign (Nachricht ${tag}). Geben Sie sie an niemanden weiter.\n\n@login.example.org #${code}`,
  );
});

test.each([
  ["a number", { from: "+12025550100" }],
  ["a name with a profile", { from: "Ada", messagingProfileId: "8f2c1a9e-6f0b-4c53-9f43-1d3b6f0a7c21" }],
  ["a profile alone", { from: null, messagingProfileId: "8f2c1a9e-6f0b-4c53-9f43-1d3b6f0a7c21" }],
])("A text goes out from %s", async (_, sender) => {
  const { provider, simulator } = await telnyxSubject(sender);
  expect(await provider.start(own().asked)).toMatchObject({ kind: "sent" });
  expect(simulator.control.messagesFor(number)).toHaveLength(1);
});

test("Without a PIN of ours, or for a call, there is nothing to send", async () => {
  const { provider, simulator } = await telnyxSubject();
  expect(await provider.start(request())).toEqual({ kind: "unsupported" });
  expect(await provider.start({ ...own().asked, workflow: ["voice"] })).toEqual({ kind: "unsupported" });
  expect(simulator.control.calls()).toEqual([]);
});

describe("A refusal is told apart by its code, then by its status", () => {
  test.each([
    [400, "10002", "/to", "invalid-number", "warn"],
    [422, "10016", "/to", "invalid-number", "warn"],
    [400, "40310", undefined, "invalid-number", "warn"],
    [400, "40300", undefined, "unsupported", "warn"],
    [400, "40309", undefined, "unsupported", "warn"],
    [400, "10002", "/from", "unavailable", "error"],
    [400, "40305", undefined, "unavailable", "error"],
    [400, "10015", undefined, "unavailable", "error"],
    [404, "10005", undefined, "unavailable", "error"],
    [401, "10009", undefined, "unauthorised", "warn"],
    [403, "10010", undefined, "unauthorised", "warn"],
    [403, "10039", undefined, "unauthorised", "warn"],
    [403, "20100", undefined, "no-credit", "warn"],
    [402, "99999", undefined, "no-credit", "error"],
    [429, "40333", undefined, "no-credit", "warn"],
    [429, "10011", undefined, "rate-limited", "warn"],
    [500, "10007", undefined, "unavailable", "warn"],
    [400, "constructor", undefined, "unavailable", "error"],
  ] as const)("%i %s %s is %s", async (status, code, pointer, kind, level) => {
    const { provider, simulator } = await telnyxSubject();
    simulator.control.fault({ operation: "message", effect: refused(status, code, pointer) });
    expect(await provider.start(own().asked)).toMatchObject({ kind });
    expect(loggedLines().map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: "verify.start", provider: "telnyx", level, status }),
    ]);
  });
});

test("An answer with an id that is none is unknown: a text may be on its way", async () => {
  const { provider, simulator } = await telnyxSubject();
  const body = '{"data":{"id":"../messages"}}';
  const effect = { kind: "answer", status: 200, body, contentType: "application/json" } as const;
  simulator.control.fault({ operation: "message", effect });
  expect(await provider.start(own().asked)).toEqual({ kind: "unknown" });
});

test.each([302, 307] as const)("A redirect (%i) is not followed: key and PIN stay here", async (status) => {
  const elsewhere = await callbackReceiver();
  const { provider, simulator } = await telnyxSubject();
  const effect = { kind: "redirect", location: elsewhere.url, status } as const;
  simulator.control.fault({ operation: "message", effect });
  expect(await provider.start(own().asked)).toEqual({ kind: "unavailable" });
  expect(elsewhere.received).toEqual([]);
});

test("A PIN is checked here, whatever became of the provider, for each proof that is still good", async () => {
  const { provider, simulator } = await telnyxSubject();
  const [first, second] = [own(), own()];
  await simulator.close();
  const check = (code: string, proofs = [first.proof, second.proof]) =>
    provider.check({ requestId: null, proofs, code });
  expect(await check(first.code)).toBe("approved");
  expect(await check(second.code)).toBe("approved");
  expect(await check(second.code, [{ ...second.proof, challengeId: first.proof.challengeId }])).toBe("wrong");
  expect(await check(first.code, [])).toBe("closed");
});

test("There is no next channel, and a text that is out needs no leave to be replaced", async () => {
  const { provider, simulator } = await telnyxSubject();
  const id = request().challengeId;
  expect([await provider.next(id), await provider.cancel(id)]).toEqual([false, true]);
  expect(simulator.control.calls()).toEqual([]);
  expect(provider).toMatchObject({ name: "telnyx", workflow: ["sms"], codes: "own" });
});

describe("Where Telnyx is asked to report to", () => {
  const bodyOf = async (given: Parameters<typeof telnyxSubject>[0]) => {
    const elsewhere = await callbackReceiver([200]);
    const { provider } = await telnyxSubject({ ...given, url: elsewhere.url });
    await provider.start(own().asked);
    return JSON.parse(elsewhere.received[0]?.body ?? "{}");
  };

  test("is our address, when we can check what it says", async () => {
    const address = "https://login.example.org/api/webhooks/telnyx";
    expect(await bodyOf({})).toMatchObject({ webhook_url: address, type: "SMS", to: `+${number}` });
    expect(await bodyOf({ publicKeys: null })).not.toHaveProperty("webhook_url");
  });

  test("is an http address only when both ends are on this machine", async () => {
    const appUrl = new URL("http://localhost:3000");
    expect(await bodyOf({ appUrl })).toMatchObject({
      webhook_url: "http://localhost:3000/api/webhooks/telnyx",
    });
  });
});
