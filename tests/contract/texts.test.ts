import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ApiFault } from "@/dev/simulator/faults";
import type { TextOutcome } from "@/lib/verify/provider";
import { senderName } from "@/lib/verify/vonage/text";
import { loggedLines } from "../support/console";
import { TIMEOUT, telnyxSubject, vonageSubject } from "./providers";
import { callbackReceiver, number, simulator } from "./support";

type Effect = ApiFault["effect"];

const subjects = [
  ["Vonage", vonageSubject],
  ["Telnyx", telnyxSubject],
] as const;

const text = "Countersign: Your password was changed. Not you? https://login.example.org/not-me?link=x_-y";
const message = () => ({ number: `+${number}`, text, reference: randomUUID() });

describe.each(subjects)("%s: a text without a PIN", (_, open) => {
  test("arrives as it was written, once", async () => {
    const { provider, simulator: running } = await open();
    expect(await provider.sendText(message())).toBe("sent");
    expect(running.control.messagesFor(number).map((one) => one.text)).toEqual([text]);
  });

  test.each<[string, Effect, TextOutcome]>([
    ["401", { kind: "answer", status: 401 }, "unavailable"],
    ["402", { kind: "answer", status: 402 }, "unavailable"],
    ["403", { kind: "answer", status: 403 }, "unavailable"],
    ["404", { kind: "answer", status: 404 }, "unavailable"],
    ["429", { kind: "answer", status: 429, retryAfterSeconds: 7 }, "unavailable"],
    ["500", { kind: "answer", status: 500 }, "unavailable"],
    ["503", { kind: "answer", status: 503 }, "unavailable"],
    ["a web page", { kind: "html" }, "unknown"],
    ["nothing at all", { kind: "empty" }, "unknown"],
    ["broken JSON", { kind: "malformed" }, "unknown"],
    ["a broken connection", { kind: "reset" }, "unknown"],
    ["silence", { kind: "hang" }, "unknown"],
  ])("that is answered with %s is never repeated", async (_name, effect, outcome) => {
    const { provider, simulator: running } = await open();
    running.control.fault({ operation: "message", effect });
    const from = performance.now();
    expect(await provider.sendText(message())).toBe(outcome);
    expect(performance.now() - from).toBeLessThan(TIMEOUT * 3);
    expect(running.control.calls()).toHaveLength(1);
  });

  test("whose answer is lost after it went out is unknown (F-02)", async () => {
    const { provider, simulator: running } = await open();
    running.control.fault({ operation: "message", when: "after", effect: { kind: "reset" } });
    expect(await provider.sendText(message())).toBe("unknown");
    expect(running.control.messagesFor(number)).toHaveLength(1);
  });

  test("to a host where nobody listens is unavailable: nothing can have been sent", async () => {
    const { url, close } = await simulator();
    await close();
    const { provider } = await open({ url });
    expect(await provider.sendText(message())).toBe("unavailable");
  });

  test("that is sent elsewhere by a redirect counts as nothing that we could know", async () => {
    const elsewhere = await callbackReceiver();
    const { provider, simulator: running } = await open();
    running.control.fault({ operation: "message", effect: { kind: "redirect", location: elsewhere.url } });
    expect(["unavailable", "unknown"]).toContain(await provider.sendText(message()));
  });

  test("leaves no log line with the number, the text, or what lets us in", async () => {
    const { provider, simulator: running } = await open();
    const effects: Effect[] = [
      { kind: "answer", status: 500 },
      { kind: "answer", status: 422 },
      { kind: "reset" },
    ];
    for (const effect of effects) {
      running.control.fault({ operation: "message", effect });
      await provider.sendText(message());
    }
    const lines = loggedLines();
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(effects.map(() => "verify.text"));
    expect(lines.join("\n")).not.toContain(number.slice(0, -2));
    expect(lines.join("\n")).not.toMatch(/not-me|password|Bearer|eyJ|KEY0/);
  });
});

describe("A number that no text can ever reach is refused, and nothing else is", () => {
  const invalid = (...names: string[]): Effect => ({
    kind: "answer",
    status: 422,
    problem: { invalid_parameters: names.map((name) => ({ name, reason: "is not right" })) },
  });
  const telnyx = (status: number, code: string): Effect => ({ kind: "answer", status, problem: { code } });

  test.each([
    ["Vonage, the number", vonageSubject, invalid("to"), "refused"],
    ["Vonage, the sender", vonageSubject, invalid("from"), "unavailable"],
    ["Telnyx, the number", telnyxSubject, telnyx(400, "40310"), "refused"],
    ["Telnyx, whose owner answered STOP", telnyxSubject, telnyx(400, "40300"), "refused"],
    ["Telnyx, the sender", telnyxSubject, telnyx(400, "40305"), "unavailable"],
  ] as const)("%s", async (_name, open, effect, outcome) => {
    const { provider, simulator: running } = await open();
    running.control.fault({ operation: "message", effect });
    expect(await provider.sendText(message())).toBe(outcome);
  });
});

test.each([
  ["Countersign", "Countersign"],
  ["Ada & Söhne GmbH", "Ada Sohne G"],
  ["Countersignatures1", "Countersign"],
  ["2026", "Countersign"],
  ["中文", "Countersign"],
])("A text of %j comes from %j", async (brand, name) => {
  expect(senderName(brand)).toBe(name);
  const { provider, simulator: running } = await vonageSubject({ brand });
  expect(await provider.sendText(message())).toBe("sent");
  expect(JSON.stringify(running.control.messagesFor(number))).toContain(`"${name}"`);
});

test("A text comes from the deployer's own sender where there is one", async () => {
  const { provider, simulator: running } = await vonageSubject({ senders: { sms: "447700900001" } });
  expect(await provider.sendText(message())).toBe("sent");
  expect(JSON.stringify(running.control.messagesFor(number))).toContain("447700900001");
});
