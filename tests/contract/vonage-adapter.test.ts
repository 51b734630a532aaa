import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "@/dev/simulator/http/listen";
import { loggedLines } from "../support/console";
import { answer, invalid, request, silent, TIMEOUT, vonageStarted, vonageSubject } from "./providers";
import { callbackReceiver, number } from "./support";

describe("a start", () => {
  test("asks for a text, then for a call with the same PIN, each for its share of the time", async () => {
    const { simulator, code } = await vonageStarted();
    expect(simulator.control.messagesFor(number)).toEqual([
      expect.objectContaining({ brand: "Countersign", channel: "sms", locale: "en-gb", code }),
    ]);
    await simulator.control.advanceSeconds(151);
    expect(simulator.control.messagesFor(number)[1]).toMatchObject({ channel: "voice", code });
  });

  test("leaves mail out for who has no address, and asks nobody when nothing is left", async () => {
    const without = await vonageStarted({ workflow: ["email", "sms"] });
    expect(without.simulator.control.messagesFor(number).map(({ channel }) => channel)).toEqual(["sms"]);
    const { provider, simulator } = await vonageSubject();
    expect(await provider.start(request({ workflow: ["email"] }))).toEqual({ kind: "unsupported" });
    expect(simulator.control.calls()).toEqual([]);
  });

  test("sends mail to the address, and from whom the deployer says", async () => {
    const senders = { sms: "Ada", email: "pin@example.org" };
    const email = "ada@example.org";
    const { simulator } = await vonageStarted({ workflow: ["sms", "email"], email }, { senders });
    await simulator.control.advanceSeconds(151);
    expect(simulator.control.outbox()).toEqual([
      expect.objectContaining({ channel: "sms", from: "Ada" }),
      expect.objectContaining({ channel: "email", to: email, from: "pin@example.org" }),
    ]);
  });

  test("says all that Vonage has to know, and leaves the rest to it", async () => {
    const elsewhere = await callbackReceiver();
    const templateId = randomUUID();
    const { provider } = await vonageSubject({ url: elsewhere.url, templateId });
    const asked = request(silent);
    await provider.start(asked);
    expect(JSON.parse(elsewhere.received[0]?.body ?? "")).toEqual({
      brand: "Countersign",
      locale: "en-gb",
      code_length: 6,
      channel_timeout: 150,
      client_ref: asked.challengeId.replaceAll("-", ""),
      template_id: templateId,
      workflow: [
        { channel: "silent_auth", to: number, redirect_url: asked.returnUrl },
        { channel: "sms", to: number, reuse_code: true },
      ],
    });
  });

  test("while another runs for the number is already pending", async () => {
    const { provider } = await vonageStarted();
    expect(await provider.start(request())).toEqual({ kind: "already-pending" });
  });

  test.each([
    ["the number", ["to"], "invalid-number", "warn"],
    ["the number, by its path", ["workflow[0].to"], "invalid-number", "warn"],
    ["the brand", ["brand"], "unavailable", "error"],
    ["the template", ["template_id"], "unavailable", "error"],
    ["a sender", ["workflow[0].from"], "unavailable", "error"],
    ["nothing in particular", [], "unavailable", "error"],
  ])("that is refused for %s is told apart", async (_, names, kind, level) => {
    const { provider, simulator } = await vonageSubject();
    simulator.control.fault({ operation: "start", effect: invalid(...names) });
    expect(await provider.start(request())).toEqual({ kind });
    const lines = loggedLines().map((line) => JSON.parse(line));
    expect(lines).toEqual([expect.objectContaining({ event: "verify.start", level, status: 422 })]);
    if (names.length > 0) expect(lines[0]).toMatchObject({ invalid: names.join(" ") });
  });

  test("whose refusal begins and never ends is not waited for", async () => {
    const server = createServer((_, response) => {
      response.writeHead(422, { "content-type": "application/problem+json" }).write('{"title":');
    });
    const url = await listen(server, 0, "127.0.0.1");
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const { provider } = await vonageSubject({ url });
    const from = performance.now();
    expect(await provider.start(request())).toEqual({ kind: "unavailable" });
    expect(performance.now() - from).toBeLessThan(TIMEOUT * 3);
  });

  test("of a number that Vonage does not know is an invalid number", async () => {
    const { provider } = await vonageSubject();
    expect(await provider.start(request({ number: "+07700900123" }))).toEqual({ kind: "invalid-number" });
  });

  test("that no network supports is unsupported", async () => {
    const { provider, simulator } = await vonageSubject();
    simulator.control.fault({ operation: "start", effect: answer(412) });
    expect(await provider.start(request())).toEqual({ kind: "unsupported" });
  });
});
