import { describe, expect, test } from "vitest";
import { createFaults } from "@/dev/simulator/faults";
import { withMagicNumbers } from "@/dev/simulator/magic-numbers";
import { defaultSwitches } from "@/dev/simulator/switches";
import { askToSubscribe, push, refusedWith, subscribe, subscribed, vapid } from "./push";
import { client, failure, simulator, sms } from "./support";

const idOf = ({ endpoint }: { endpoint: string }) => endpoint.split("/").at(-1) ?? "";

describe("a fault", () => {
  test.each([404, 410, 413, 429, 500])(
    "answers %i to one message, and the next goes through",
    async (status) => {
      const { control, to } = await subscribed();
      control.fault({ operation: "push", effect: { kind: "answer", status } });
      expect(await refusedWith(push(to))).toMatchObject({ status, code: status });
      expect(control.pushes()).toEqual([]);
      expect((await push(to)).status).toBe(201);
      expect(control.pushes()).toHaveLength(1);
    },
  );

  test("that lasts strikes its own subscription until it is cleared, and no other", async () => {
    const { control, to, url } = await subscribed();
    const other = await subscribe({ url });
    const effect = { kind: "answer", status: 500 } as const;
    control.fault({ operation: "push", number: idOf(to), lasting: true, effect });
    expect([(await push(to)).status, (await push(other)).status, (await push(to)).status]).toEqual([
      500, 201, 500,
    ]);
    control.clearFaults();
    expect((await push(to)).status).toBe(201);
  });

  test("may cut the connection before the message is taken, or after", async () => {
    const { control, to } = await subscribed();
    control.fault({ operation: "push", effect: { kind: "reset" } });
    await expect(push(to)).rejects.toThrow("fetch failed");
    expect(control.pushes()).toEqual([]);
    control.fault({ operation: "push", when: "after", effect: { kind: "reset" } });
    await expect(push(to)).rejects.toThrow("fetch failed");
    expect(control.pushes()).toHaveLength(1);
  });

  test("may delay the answer until the service closes", async () => {
    const { close, control, to } = await subscribed();
    control.fault({ operation: "push", effect: { kind: "delay", milliseconds: 60_000 } });
    const waiting = failure(push(to));
    await expect.poll(() => control.faults()).toEqual([]);
    expect(control.pushes()).toEqual([]);
    await close();
    expect(await waiting).toBeInstanceOf(Error);
  });

  test("for any request to a provider leaves pushes alone, and theirs leaves the provider", async () => {
    const { control, to, url } = await subscribed();
    control.fault({ operation: "any", lasting: true, effect: { kind: "answer", status: 503 } });
    expect((await push(to)).status).toBe(201);
    control.clearFaults();
    control.fault({ operation: "push", lasting: true, effect: { kind: "answer", status: 503 } });
    await client({ url }).newRequest(sms());
    await subscribe({ url });
  });

  test("for subscriptions waits for one, and not for the question that comes before", async () => {
    const at = await simulator();
    at.control.fault({ operation: "subscribe", effect: { kind: "answer", status: 500 } });
    await fetch(`${at.url}/push/subscriptions`, { method: "OPTIONS" });
    const ask = () => askToSubscribe(at, { applicationServerKey: vapid.publicKey });
    expect([(await ask()).status, (await ask()).status]).toEqual([500, 201]);
  });

  test("of a magic number means phones, whatever digits the id of a subscription ends in", () => {
    const switches = () => ({ ...defaultSwitches(), magicNumbers: true });
    const faults = withMagicNumbers(
      createFaults(() => {}),
      switches,
    );
    expect(faults.takeDelivery("447700900981")).toEqual({ kind: "refuse" });
    expect(faults.takeDelivery("0123456789abcdef0123456789abc981")).toBeUndefined();
  });
});

describe("a message on its way", () => {
  /** The next message to the subscription comes this much later. */
  async function late(seconds: number) {
    const running = await subscribed();
    const effect = { kind: "late", seconds } as const;
    running.control.fault({ operation: "deliver", number: idOf(running.to), effect });
    return running;
  }

  const contents = ({ control }: Awaited<ReturnType<typeof late>>) =>
    control.pushes().map(({ payload }) => payload);

  test("that is lost was accepted all the same", async () => {
    const { control, to } = await subscribed();
    control.fault({ operation: "deliver", number: idOf(to), effect: { kind: "drop" } });
    expect((await push(to)).status).toBe(201);
    expect(control.pushes()).toEqual([]);
  });

  test("arrives late, unless its time to live is over", async () => {
    const running = await late(20);
    await push(running.to, { payload: "one", options: { TTL: 20 } });
    const effect = { kind: "late", seconds: 20 } as const;
    running.control.fault({ operation: "deliver", effect });
    await push(running.to, { payload: "two", options: { TTL: 19 } });
    expect(contents(running)).toEqual([]);
    await running.control.advanceSeconds(20);
    expect(contents(running)).toEqual(["one"]);
  });

  test("is replaced by a newer one of its topic", async () => {
    const running = await late(20);
    await push(running.to, { payload: "old", options: { topic: "approval" } });
    await push(running.to, { payload: "new", options: { topic: "approval" } });
    await running.control.advanceSeconds(30);
    expect(contents(running)).toEqual(["new"]);
  });

  test("is not replaced by one of another topic, of none, or of another browser", async () => {
    const running = await late(20);
    const other = await subscribe(running);
    await push(running.to, { payload: "old", options: { topic: "approval" } });
    await push(running.to, { payload: "other topic", options: { topic: "notice" } });
    await push(running.to, { payload: "no topic" });
    await push(other, { payload: "other browser", options: { topic: "approval" } });
    await running.control.advanceSeconds(30);
    expect(contents(running)).toEqual(["other topic", "no topic", "other browser", "old"]);
  });

  test("that has arrived stays when a newer one of its topic comes", async () => {
    const { control, to } = await subscribed();
    await push(to, { payload: "old", options: { topic: "approval" } });
    await push(to, { payload: "new", options: { topic: "approval" } });
    expect(control.pushes().map(({ payload }) => payload)).toEqual(["old", "new"]);
  });

  test("is lost when its subscription expires", async () => {
    const running = await late(20);
    await push(running.to);
    running.control.expirePush(running.to.endpoint);
    await running.control.advanceSeconds(30);
    expect(contents(running)).toEqual([]);
  });

  test("does not come back after everything was forgotten", async () => {
    const running = await late(20);
    await push(running.to);
    running.control.reset();
    await running.control.advanceSeconds(30);
    expect(contents(running)).toEqual([]);
  });
});
