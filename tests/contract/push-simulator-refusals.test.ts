import { describe, expect, test } from "vitest";
import {
  authorization,
  push,
  refusedWith,
  type Subscription,
  strangersVapid,
  subscribed,
  vapid,
} from "./push";

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** Sends one message with this authorization; its status, and how many arrived. */
async function sent(given: (to: Subscription) => string | null | Promise<string | null>) {
  const { control, to } = await subscribed();
  const answer = await push(to, { headers: { authorization: await given(to) } });
  return { status: answer.status, arrived: control.pushes().length };
}

const refused = (status: number) => ({ status, arrived: 0 });

describe("who sends", () => {
  test("is let in with a token by the book, whatever the order and the case of its parts", async () => {
    expect(await sent((to) => authorization(to))).toEqual({ status: 201, arrived: 1 });
    const turned = async (to: Subscription) => {
      const [token, key] = (await authorization(to)).replace("vapid ", "").split(", ");
      return `Vapid ${key},${token}`;
    };
    expect(await sent(turned)).toEqual({ status: 201, arrived: 1 });
  });

  test("may say an https: address in place of a mail address, several audiences, and at most a day", async () => {
    expect((await sent((to) => authorization(to, { sub: "https://countersign.example" }))).status).toBe(201);
    const aud = ["https://push.example"];
    const several = (to: Subscription) => authorization(to, { aud: [...aud, new URL(to.endpoint).origin] });
    expect((await sent(several)).status).toBe(201);
    expect((await sent((to) => authorization(to, { exp: inSeconds(86_400) }))).status).toBe(201);
  });

  test.each<[string, (to: Subscription) => string | null | Promise<string | null>]>([
    ["no authorization", () => null],
    ["another scheme", async (to) => (await authorization(to)).replace("vapid", "WebPush")],
    ["no key", async (to) => (await authorization(to)).replace(/, k=.*/, "")],
    ["no token", async (to) => (await authorization(to)).replace(/t=.*, /, "")],
    ["a key that is no point", async (to) => (await authorization(to)).replace(/k=.*/, "k=BAAA")],
    ["a signature of somebody else", (to) => authorization(to, {}, { ...vapid, ...forged })],
    ["another audience", (to) => authorization(to, { aud: "https://push.example" })],
    ["a path in the audience", (to) => authorization(to, { aud: to.endpoint })],
    ["a token that is over", (to) => authorization(to, { exp: inSeconds(0) })],
    ["a token for more than a day", (to) => authorization(to, { exp: inSeconds(86_500) })],
    ["no expiry", (to) => authorization(to, without("exp"))],
    ["no audience", (to) => authorization(to, without("aud"))],
    ["no contact", (to) => authorization(to, without("sub"))],
    ["a contact that is no address", (to) => authorization(to, { sub: "security@countersign.example" })],
    ["a contact in angle brackets", (to) => authorization(to, { sub: "mailto:<a@example.org>" })],
    ["a contact without TLS", (to) => authorization(to, { sub: "http://countersign.example" })],
  ])("is refused with %s", async (_what, given) => {
    expect(await sent(given)).toEqual(refused(401));
  });

  test("is refused with the right key beside the name of another", async () => {
    expect(await sent((to) => authorization(to, {}, strangersVapid))).toEqual(refused(403));
  });

  test("is refused with 403 for a wrong token where services do so, and still 401 for none", async () => {
    const { control, to } = await subscribed();
    control.setSwitches({ vapidRefusal: 403 });
    const late = await authorization(to, { exp: inSeconds(-1) });
    expect(await refusedWith(push(to, { headers: { authorization: late } }))).toMatchObject({ status: 403 });
    expect(await refusedWith(push(to, { headers: { authorization: null } }))).toMatchObject({ status: 401 });
  });
});

/** The key that is named is the right one; the one that signs is not. */
const forged = { privateKey: strangersVapid.privateKey };

/** A claim that is undefined is left out of the token. */
const without = (claim: "exp" | "aud" | "sub") => ({ [claim]: undefined });

describe("a message", () => {
  test.each<[string, Record<string, string | null>, number, string]>([
    ["no TTL", { ttl: null }, 400, "TTL"],
    ["a negative TTL", { ttl: "-1" }, 400, "TTL"],
    ["a TTL that is no whole number", { ttl: "1.5" }, 400, "TTL"],
    ["no encoding", { "content-encoding": null }, 400, "Content-Encoding"],
    ["the encoding before the standard", { "content-encoding": "aesgcm" }, 415, "Content-Encoding"],
    ["an urgency that is none", { urgency: "urgent" }, 400, "Urgency"],
    ["a topic that is too long", { topic: "a".repeat(33) }, 400, "Topic"],
    ["a topic beyond base64url", { topic: "a.b" }, 400, "Topic"],
    ["an empty topic", { topic: "" }, 400, "Topic"],
  ])("is refused with %s, which the answer names", async (_what, headers, status, named) => {
    const { control, to } = await subscribed();
    const answer = await refusedWith(push(to, { headers }));
    expect(answer).toMatchObject({ status, code: status });
    expect(answer.message).toContain(named);
    expect(control.pushes()).toEqual([]);
  });

  test("may have 4096 bytes and no more", async () => {
    const { control, to } = await subscribed();
    expect((await push(to, { body: Buffer.alloc(4096) })).status).toBe(201);
    expect(await refusedWith(push(to, { body: Buffer.alloc(4097) }))).toMatchObject({ status: 413 });
    expect(await refusedWith(push(to, { body: Buffer.alloc(70_000) }))).toMatchObject({ status: 413 });
    expect(control.pushes()).toHaveLength(1);
  });

  test.each(["very-low", "low", "normal", "high"] as const)("may be of %s urgency", async (urgency) => {
    const { control, to } = await subscribed();
    expect((await push(to, { options: { urgency } })).status).toBe(201);
    expect(control.pushes()).toMatchObject([{ urgency }]);
  });

  test("may have 32 characters of base64url as its topic, and 0 seconds to live", async () => {
    const { control, to } = await subscribed();
    const topic = `${"a".repeat(30)}-_`;
    expect((await push(to, { headers: { topic, ttl: "0" } })).status).toBe(201);
    expect(control.pushes()).toMatchObject([{ topic, ttl: 0 }]);
  });

  test("comes from the application, by POST: a page of another origin is not let in", async () => {
    const { to } = await subscribed();
    expect((await fetch(to.endpoint)).status).toBe(404);
    const preflight = await fetch(to.endpoint, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("is refused beyond the rate, with the time to wait", async () => {
    const { control, to } = await subscribed();
    control.setSwitches({ requestsPerSecond: 1 });
    await push(to);
    const fast = push(to);
    expect((await fast).headers.get("retry-after")).toBe("1");
    expect(await refusedWith(fast)).toMatchObject({ status: 429 });
    expect(control.pushes()).toHaveLength(1);
  });
});
