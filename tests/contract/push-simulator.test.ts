import { describe, expect, test } from "vitest";
import {
  askToSubscribe,
  payload,
  push,
  refusedWith,
  strangersVapid,
  subscribe,
  subscribed,
  vapid,
} from "./push";
import { simulator } from "./support";

const bytes = (text: string) => Buffer.from(text, "base64url");

describe("a browser that subscribes", () => {
  test("gets what PushSubscription.toJSON() gives, other keys and an endpoint nobody can guess each time", async () => {
    const { url, ...at } = await simulator();
    const first = await subscribe({ url, ...at });
    const second = await subscribe({ url, ...at });
    expect(first.endpoint).toMatch(new RegExp(`^${url}/push/messages/[0-9a-f]{32}$`));
    expect(bytes(first.keys.p256dh)).toHaveLength(65);
    expect(bytes(first.keys.p256dh)[0]).toBe(4);
    expect(bytes(first.keys.auth)).toHaveLength(16);
    expect(second.endpoint).not.toBe(first.endpoint);
    expect(second.keys.p256dh).not.toBe(first.keys.p256dh);
    expect(second.keys.auth).not.toBe(first.keys.auth);
  });

  test("is on a page of the application, which may ask and read the answer, also a refusal", async () => {
    const at = await simulator();
    const preflight = await fetch(`${at.url}/push/subscriptions`, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-headers": "content-type" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type");
    const good = await askToSubscribe(at, { applicationServerKey: vapid.publicKey });
    const bad = await askToSubscribe(at, {});
    at.control.fault({ operation: "subscribe", effect: { kind: "answer", status: 503 } });
    const down = await askToSubscribe(at, { applicationServerKey: vapid.publicKey });
    expect([good.status, bad.status, down.status]).toEqual([201, 400, 503]);
    for (const { headers } of [preflight, good, bad, down]) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  const offCurve = bytes(vapid.publicKey);
  offCurve[64] = (offCurve[64] ?? 0) ^ 1;
  const key = vapid.publicKey;
  test.each<[string, unknown, string]>([
    ["no JSON", "{", "body"],
    ["no key", {}, "applicationServerKey"],
    ["a key that is too short", { applicationServerKey: key.slice(0, -2) }, "applicationServerKey"],
    ["a padded key", { applicationServerKey: `${key}=` }, "applicationServerKey"],
    ["a key off the curve", { applicationServerKey: offCurve.toString("base64url") }, "applicationServerKey"],
    ["a compressed key", { applicationServerKey: `A${key.slice(1)}` }, "applicationServerKey"],
    ["a label that is too long", { applicationServerKey: key, label: "a".repeat(81) }, "label"],
    ["a label that is no text", { applicationServerKey: key, label: 7 }, "label"],
    ["another member", { applicationServerKey: key, userVisibleOnly: true }, "body"],
  ])("is refused with %s, and told which member it is", async (_what, body, member) => {
    const { control, ...at } = await simulator();
    const refused = await refusedWith(askToSubscribe(at, body));
    expect(refused).toMatchObject({ status: 400, code: 400 });
    expect(refused.message).toMatch(new RegExp(`^${member}: `));
    expect(control.pushSubscriptions()).toEqual([]);
  });

  test("is known to tests by its id, endpoint and label", async () => {
    const { control, ...at } = await simulator();
    const { endpoint } = await subscribe(at, "a".repeat(80));
    const known = { id: endpoint.split("/").at(-1), endpoint, label: "a".repeat(80), expired: false };
    expect(control.pushSubscriptions()).toEqual([{ ...known, at: expect.any(String) }]);
  });
});

describe("a message of the real library", () => {
  test("is accepted, named by its Location, and decrypted by the browser it was for", async () => {
    const { control, to, url } = await subscribed();
    const other = await subscribe({ url });
    const answer = await push(to, { options: { TTL: 300, urgency: "high", topic: "approval" } });
    expect(answer.status).toBe(201);
    const subscriptionId = to.endpoint.split("/").at(-1);
    const arrived = {
      id: expect.any(String),
      subscriptionId,
      endpoint: to.endpoint,
      label: "Pixel",
      at: expect.any(String),
      ttl: 300,
      urgency: "high",
      topic: "approval",
      payload,
      undecryptable: false,
    };
    expect(control.pushes(to.endpoint)).toEqual([arrived]);
    expect(control.pushes(subscriptionId)).toEqual([arrived]);
    expect(control.pushes(other.endpoint)).toEqual([]);
    expect(answer.headers.get("location")).toBe(`${to.endpoint}/${control.pushes()[0]?.id}`);
  });

  test("keeps letters beyond ASCII, and may have no content, urgency or topic", async () => {
    const { control, to } = await subscribed();
    await push(to, { payload: "Grüße – 你好" });
    await push(to, { payload: "", headers: { urgency: null } });
    const [first, second] = control.pushes();
    expect(first?.payload).toBe("Grüße – 你好");
    expect(second).toMatchObject({ payload: null, undecryptable: false, urgency: "normal", topic: null });
  });

  test("for other keys is accepted as any, and the browser cannot decrypt it", async () => {
    const { control, to, url } = await subscribed();
    const { keys } = await subscribe({ url });
    expect((await push({ ...to, keys })).status).toBe(201);
    expect((await push(to, { body: Buffer.from("not encrypted") })).status).toBe(201);
    expect(control.pushes(to.endpoint)).toMatchObject([
      { payload: null, undecryptable: true },
      { payload: null, undecryptable: true },
    ]);
  });

  test("is recorded among the calls with the subscription that it was for", async () => {
    const { control, to } = await subscribed();
    await push(to);
    const id = to.endpoint.split("/").at(-1);
    const { pathname: path } = new URL(to.endpoint);
    const call = { service: "push", operation: "push", requestId: id, number: id, path, status: 201 };
    expect(control.calls().at(-1)).toMatchObject(call);
  });
});

test("a subscription that expired answers 410, and one that never was 404", async () => {
  const { control, to, url } = await subscribed();
  const other = await subscribe({ url });
  expect(control.expirePush(to.endpoint)).toBe(true);
  expect(await refusedWith(push(to))).toMatchObject({ status: 410 });
  expect((await push(other)).status).toBe(201);
  const unknown = { ...to, endpoint: `${url}/push/messages/${"0".repeat(32)}` };
  expect(await refusedWith(push(unknown))).toMatchObject({ status: 404 });
  expect(control.expirePush(unknown.endpoint)).toBe(false);
  expect(control.pushes().map(({ endpoint }) => endpoint)).toEqual([other.endpoint]);
});

test("forgetting everything leaves neither subscriptions nor messages", async () => {
  const { control, to } = await subscribed();
  await push(to);
  control.reset();
  expect([control.pushes(), control.pushSubscriptions()]).toEqual([[], []]);
  expect(await refusedWith(push(to))).toMatchObject({ status: 404 });
});

test("another process reads messages and subscriptions over HTTP, and lets one expire", async () => {
  const { control, to, url } = await subscribed();
  const other = await subscribe({ url }, "");
  await push(to);
  await push(other);
  const ask = (path: string, body?: unknown) =>
    fetch(`${url}/_simulator${path}`, body ? { method: "POST", body: JSON.stringify(body) } : {});
  const read = async (path: string) => (await ask(path)).json();
  const named = `/pushes?endpoint=${encodeURIComponent(to.endpoint)}`;
  expect(await read(named)).toEqual({ pushes: control.pushes(to.endpoint) });
  expect((await read("/pushes")).pushes).toHaveLength(2);
  expect(await read("/push-subscriptions")).toEqual({ subscriptions: control.pushSubscriptions() });
  expect((await ask("/push-subscriptions/expire", { endpoint: to.endpoint })).status).toBe(204);
  expect(await refusedWith(push(to))).toMatchObject({ status: 410 });
  expect((await ask("/push-subscriptions/expire", { endpoint: `${to.endpoint}0` })).status).toBe(404);
  expect((await ask("/push-subscriptions/expire", { id: "1" })).status).toBe(400);
});

test("a subscription belongs to one application, whose key cannot be exchanged afterwards", async () => {
  const { to, control } = await subscribed();
  const vapidDetails = { subject: "mailto:a@example.org", ...strangersVapid };
  expect(await refusedWith(push(to, { options: { vapidDetails } }))).toMatchObject({ status: 403 });
  expect(control.pushes()).toEqual([]);
});
