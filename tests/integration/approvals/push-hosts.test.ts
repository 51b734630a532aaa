import { createServer } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { notifyPhones } from "@/lib/approvals/push";
import { listen } from "../../../dev/simulator/http/listen";
import { testDatabase } from "../../support/database";
import { testSimulator } from "../../support/simulator";
import { newWaitingLogin } from "./scenes";
import { endpointOf, newSubscription, pushOf, subscribed } from "./subscriptions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
const { control, url } = await testSimulator();
beforeEach(reset);
afterEach(() => {
  vi.restoreAllMocks();
});

/** A server inside, such as none of ours may post to. */
const hits: string[] = [];
const inside = createServer((request, response) => {
  hits.push(request.url ?? "");
  response.writeHead(201).end();
});
const trap = await listen(inside, 0, "127.0.0.1");
afterAll(() => inside.close());

const { port } = new URL(url);
const withUser = url.replace("http://", "http://user:pass@");

const refused = [
  trap,
  `${trap}/push/messages/1`,
  "http://localhost/x",
  `http://localhost:${port}/x`,
  `http://[::1]:${port}/x`,
  "https://127.0.0.1/x",
  "http://169.254.169.254/latest/meta-data",
  "https://169.254.169.254/latest/meta-data",
  "http://metadata.google.internal/x",
  "file:///etc/passwd",
  "ftp://fcm.googleapis.com/x",
  "data:text/plain,x",
  "http://fcm.googleapis.com/x",
  "https://fcm.googleapis.com:8443/x",
  "https://user@fcm.googleapis.com/x",
  "https://user:pass@fcm.googleapis.com/x",
  "https://fcm.googleapis.com@evil.example/x",
  "https://fcm.googleapis.com.evil.example/x",
  "https://evilfcm.googleapis.com/x",
  "https://sub.fcm.googleapis.com/x",
  "https://fcm.googleapis.com./x",
  "https://evilpush.apple.com/x",
  "https://push.apple.com.evil.example/x",
  "https://a.b.push.apple.com/x",
  "https://xpush.services.mozilla.com/x",
  "https://push.services.mozilla.com.evil.example/x",
  "https://evilnotify.windows.com/x",
  "https://notify.windows.com.evil.example/x",
  "https://evil.example/fcm.googleapis.com",
  "https://evil.example/?https://fcm.googleapis.com/",
  "https://evil.example/#fcm.googleapis.com",
  `${withUser}/push/messages/1`,
  `https://127.0.0.1:${port}/x`,
  url.replace("127.0.0.1", "127.0.0.1.evil.example"),
];

describe("An address that no push service has (T-071)", () => {
  test.each(refused)("%s is refused when a phone subscribes, and nothing is stored", async (endpoint) => {
    const { phone } = await newWaitingLogin();
    const kept = await subscribed(phone);
    const subscription = { ...(await newSubscription()), endpoint };
    const { status, body } = await phone.subscribe(subscription);
    expect(status === 400 || body?.kind === "refused").toBe(true);
    expect(await endpointOf(phone)).toBe(kept.endpoint);
  });

  test.each(refused)("%s is not posted to even where it is stored", async (endpoint) => {
    const { person, phone, request } = await newWaitingLogin();
    await subscribed(phone);
    await sql`update devices set push_endpoint = ${endpoint}`;
    const before = [hits.length, control.calls().length];
    const asked = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("Nothing may be asked"));
    await notifyPhones(person.id, request.id);
    expect(asked).not.toHaveBeenCalled();
    expect(await pushOf(request)).toBe("failed");
    expect([hits.length, control.calls().length]).toEqual(before);
  });
});

describe("An address of a push service (T-071)", () => {
  test.each([
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://push.services.mozilla.com/x",
    "https://web.push.apple.com/abc",
    "https://wns2-db5p.notify.windows.com/w/?token=abc",
    "https://a.b.notify.windows.com/w/?token=abc",
    "https://FCM.googleapis.com:443/x",
  ])("%s is taken", async (endpoint) => {
    const { phone } = await newWaitingLogin();
    const subscription = { ...(await newSubscription()), endpoint };
    expect(await phone.subscribe(subscription)).toMatchObject({ body: { kind: "done" } });
    expect(await endpointOf(phone)).toBe(endpoint);
  });

  test.each([302, 307] as const)(
    "that answers %i leads nowhere: the other address is never asked",
    async (status) => {
      const { person, phone, request } = await newWaitingLogin();
      const { endpoint } = await subscribed(phone);
      control.fault({ operation: "push", effect: { kind: "redirect", location: `${trap}/stolen`, status } });
      await notifyPhones(person.id, request.id);
      expect(hits.filter((path) => path.includes("stolen"))).toEqual([]);
      expect(await pushOf(request)).toBe("failed");
      expect(await endpointOf(phone)).toBe(endpoint);
    },
  );

  test("comes with keys that can be keys, and with nothing else", async () => {
    const { phone } = await newWaitingLogin();
    const { endpoint, keys } = await newSubscription();
    for (const wrong of [
      { endpoint },
      { endpoint, keys: { ...keys, auth: "" } },
      { endpoint, keys: { ...keys, p256dh: keys.p256dh.slice(1) } },
      { endpoint, keys, headers: { host: "evil.example" } },
      { endpoint: `${endpoint}/${"a".repeat(1_024)}`, keys },
    ])
      expect((await phone.subscribe(wrong)).status).toBe(400);
    expect(await endpointOf(phone)).toBeNull();
  });
});

test("A phone that wants no notifications any more is left alone (T-071)", async () => {
  const { person, phone, request } = await newWaitingLogin();
  const { endpoint } = await subscribed(phone);
  await phone.subscribe(null);
  await notifyPhones(person.id, request.id);
  expect([await endpointOf(phone), await pushOf(request), control.pushes(endpoint)]).toEqual([
    null,
    "none",
    [],
  ]);
});
