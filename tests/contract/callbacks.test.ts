import { expect, test } from "vitest";
import { telnyxPublicKey as keyOf } from "@/dev/simulator/telnyx/webhook-signature";
import type { Callback, DeliveryEvent, VerifyProvider } from "@/lib/verify/provider";
import { request, telnyxSubject, vonageSubject } from "./providers";
import { callbackReceiver, number, type Received, signingKey } from "./support";

// Our parsers against what the simulator signs and posts, over a network.

const asCallback = ({ body, headers }: Received): Callback => ({
  header: (name) => {
    const value = headers[name];
    return typeof value === "string" ? value : null;
  },
  body: Buffer.from(body),
});

async function eventsIn(provider: VerifyProvider, received: readonly Received[]): Promise<DeliveryEvent[]> {
  const outcomes = await Promise.all(received.map((one) => provider.parseCallback(asCallback(one))));
  return outcomes.flatMap((outcome) => (outcome.kind === "authentic" ? outcome.events : []));
}

const brief = ({ scope, channel, status, meaning }: DeliveryEvent) =>
  `${scope} ${channel} ${status} ${meaning}`;

async function vonageStory(kind?: "refuse" | "block") {
  const receiver = await callbackReceiver();
  const subject = await vonageSubject();
  const { control } = subject.simulator;
  control.setCallbackUrls({ vonage: receiver.url });
  if (kind) control.fault({ operation: "deliver", effect: { kind } });
  const asked = request();
  const outcome = await subject.provider.start(asked);
  if (outcome.kind !== "sent") throw new Error(outcome.kind);
  return { ...subject, ...receiver, asked, requestId: outcome.requestId };
}

test("Vonage: what happens to a message is told step by step, with our challenge's id, and at last its price", async () => {
  const { provider, simulator, received, asked, requestId } = await vonageStory();
  await simulator.control.advanceSeconds(151);
  await provider.check({ requestId, proofs: [], code: simulator.control.latestCode(number) ?? "" });
  await simulator.control.callbacksSettled();
  const events = await eventsIn(provider, received);
  expect(events.map(brief)).toEqual([
    "step sms expired timed-out",
    "step voice completed used",
    "step sms expired timed-out",
    "step voice completed used",
    "request null completed used",
  ]);
  for (const event of events) {
    expect(event).toMatchObject({
      requestId,
      challengeId: asked.challengeId,
      occurredAt: expect.any(Number),
    });
  }
  expect(events.at(-1)?.price).toEqual({ amount: "0.10000", currency: "EUR" });
});

test.each([
  ["refuse", ["step sms failed undelivered"]],
  ["block", ["step sms blocked blocked", "step sms blocked blocked", "request null blocked blocked"]],
] as const)("Vonage: a delivery that ends in %s is told as such", async (kind, story) => {
  const { provider, simulator, received } = await vonageStory(kind);
  await simulator.control.callbacksSettled();
  expect((await eventsIn(provider, received)).map(brief)).toEqual(story);
});

test.each(["unsigned", "tampered"] as const)("Vonage: a callback that is %s is refused", async (kind) => {
  const { provider, simulator, received } = await vonageStory();
  simulator.control.fault({ operation: "callback", effect: { kind } });
  await simulator.control.advanceSeconds(151);
  const [first] = received;
  expect(first && (await provider.parseCallback(asCallback(first)))).toMatchObject({ kind: "refused" });
});

test("Vonage: a duplicate has the id of the first", async () => {
  const { provider, simulator, received } = await vonageStory();
  simulator.control.fault({ operation: "callback", effect: { kind: "duplicate" } });
  await simulator.control.advanceSeconds(151);
  const outcomes = await Promise.all(received.map((one) => provider.parseCallback(asCallback(one))));
  const ids = outcomes.map((outcome) => (outcome.kind === "authentic" ? outcome.deliveryId : null));
  expect(ids).toEqual([expect.any(String), ids[0]]);
});

async function telnyxStory() {
  const receiver = await callbackReceiver();
  const publicKeys = [keyOf(signingKey)];
  const subject = await telnyxSubject({ publicKeys, appUrl: new URL(receiver.url) });
  return { ...subject, ...receiver };
}

test("Telnyx: a text is told to be sent, then to be delivered, with its price", async () => {
  const { provider, simulator, received, request: ask } = await telnyxStory();
  const outcome = await provider.start(ask().request);
  if (outcome.kind !== "sent") throw new Error(outcome.kind);
  await simulator.control.advanceSeconds(60);
  const events = await eventsIn(provider, received);
  expect(events.map(brief)).toEqual(["step sms sent sent", "step sms delivered delivered"]);
  expect(events.map(({ requestId }) => requestId)).toEqual([outcome.requestId, outcome.requestId]);
  expect(events[0]?.price).toBeNull();
  expect(events[1]?.price).toEqual({ amount: expect.stringMatching(/^\d+\.\d+$/), currency: "USD" });
});

test("Telnyx: a text that cannot be delivered is told with its reason", async () => {
  const { provider, simulator, received, request: ask } = await telnyxStory();
  simulator.control.fault({ operation: "deliver", effect: { kind: "refuse" } });
  await provider.start(ask().request);
  await simulator.control.advanceSeconds(60);
  const last = (await eventsIn(provider, received)).at(-1);
  expect(last).toMatchObject({ meaning: "undelivered", reason: expect.stringMatching(/^\d{5} /) });
  expect(last?.reason).not.toContain(number);
});

test.each(["unsigned", "tampered"] as const)("Telnyx: a callback that is %s is refused", async (kind) => {
  const { provider, simulator, received, request: ask } = await telnyxStory();
  simulator.control.fault({ operation: "callback", effect: { kind } });
  await provider.start(ask().request);
  await simulator.control.callbacksSettled();
  const [first] = received;
  expect(first && (await provider.parseCallback(asCallback(first)))).toMatchObject({ kind: "refused" });
});
