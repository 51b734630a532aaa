import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import * as route from "@/app/api/webhooks/[provider]/route";
import { nowSeconds, telnyxHeaders, vonageHeaders } from "../support/callbacks";
import { loggedLines } from "../support/console";
import { testDatabase } from "../support/database";
import { call, ours, telnyxKey, vonageTells } from "../support/webhooks";

process.env.VERIFY_FALLBACK = "telnyx";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const event = (change: object = {}) => ({
  request_id: randomUUID(),
  type: "event",
  channel: "sms",
  status: "failed",
  ...change,
});

const kept = () => sql`select request_id from provider_events`;

const body = JSON.stringify(event());

// The first of all: alerts are raised once the answer is out, and those of other tests would still be on their way.
test("The operators are told once, with the reason and nothing of what came", async () => {
  for (let times = 0; times < 3; times += 1) await call("vonage", { body, headers: {} });
  await expect.poll(() => loggedLines().join()).toContain('"event":"alert"');
  await expect.poll(() => sql`select key from alerts`).toEqual([{ key: "callback-refused" }]);
  const refusals = loggedLines().filter((line) => line.includes("callback.refused"));
  expect(refusals.map((line) => JSON.parse(line).reason)).toEqual(["unsigned", "unsigned", "unsigned"]);
  expect(loggedLines().join()).not.toContain(JSON.parse(body).request_id);
});

describe("Whoever cannot sign is refused, and leaves nothing behind (T-113, T-114, F-28)", () => {
  const stranger = { ...ours, signatureSecret: "x".repeat(40) };

  test.each<[string, string, () => Promise<Record<string, string>> | Record<string, string>]>([
    ["nothing, to Vonage's address", "vonage", () => ({})],
    ["another secret", "vonage", () => vonageHeaders(body, {}, stranger)],
    ["a token for another body", "vonage", () => vonageHeaders(`${body} `, {}, ours)],
    ["an old token", "vonage", () => vonageHeaders(body, { iat: nowSeconds() - 310 }, ours)],
    ["a token of the future", "vonage", () => vonageHeaders(body, { iat: nowSeconds() + 310 }, ours)],
    ["an old time", "telnyx", () => telnyxHeaders(body, String(nowSeconds() - 310), telnyxKey)],
    ["a time to come", "telnyx", () => telnyxHeaders(body, String(nowSeconds() + 310), telnyxKey)],
    ["Telnyx's signature", "vonage", () => telnyxHeaders(body)],
    ["nothing, to Telnyx's address", "telnyx", () => ({})],
    ["another key", "telnyx", () => telnyxHeaders(body)],
    ["Vonage's token", "telnyx", () => vonageHeaders(body, {}, ours)],
  ])("%s", async (_, provider, headers) => {
    const response = await call(provider, { body, headers: await headers() });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe("");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await kept()).toEqual([]);
    expect(await sql`select * from provider_deliveries`).toEqual([]);
  });
});

test.each([-290, 290])("A difference of clocks of %i seconds is allowed", async (difference) => {
  const headers = await vonageHeaders(body, { iat: nowSeconds() + difference }, ours);
  expect((await call("vonage", { body, headers })).status).toBe(204);
  const telnyx = telnyxHeaders("{}", String(nowSeconds() + difference), telnyxKey);
  expect((await call("telnyx", { body: "{}", headers: telnyx })).status).toBe(204);
});

test("Whatever this instance's clock says, the database's decides (F-23)", async () => {
  const headers = await vonageHeaders(body, {}, ours);
  const stale = await vonageHeaders(body, { iat: nowSeconds() - 3_600 }, ours);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
  try {
    expect((await call("vonage", { body, headers })).status).toBe(204);
    expect((await call("vonage", { body, headers: stale })).status).toBe(401);
  } finally {
    vi.useRealTimers();
  }
});

describe("What is no callback is refused before anything is looked at (T-117)", () => {
  test("There are no other methods: Next answers them with 405", () => {
    const ours = Object.keys(route).filter((name) => name !== "bothInstances");
    expect(ours.sort()).toEqual(["POST", "maxDuration"]);
    expect(route.maxDuration).toBeLessThanOrEqual(15);
  });

  test.each(["twilio", "Vonage", "__proto__", "constructor", "..", ""])(
    "There is no provider %j",
    async (name) => {
      expect((await call(name, { body: "{}" })).status).toBe(404);
    },
  );

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
  ])("The type %j is 415", async (type) => {
    const headers = { ...(await vonageHeaders("{}", {}, ours)), "content-type": type };
    expect((await call("vonage", { body: "{}", headers })).status).toBe(415);
  });

  test("A type with parameters, in any case, is JSON all the same", async () => {
    const body = JSON.stringify(event());
    const headers = {
      ...(await vonageHeaders(body, {}, ours)),
      "content-type": "Application/JSON; charset=utf-8",
    };
    expect((await call("vonage", { body, headers })).status).toBe(204);
  });

  test("Up to 64 kB are read, and not a byte more, whatever length is claimed", async () => {
    const body = JSON.stringify(event({ padding: "" }));
    const full = JSON.stringify(event({ padding: "x".repeat(65_536 - body.length) }));
    expect(full).toHaveLength(65_536);
    const signed = await vonageHeaders(full, {}, ours);
    expect((await call("vonage", { body: full, headers: signed })).status).toBe(204);
    expect((await call("vonage", { body: `${full} `, headers: signed })).status).toBe(413);
    const lying = { ...signed, "content-length": "10" };
    expect((await call("vonage", { body: `${full} `, headers: lying })).status).toBe(413);
    const boasting = { ...signed, "content-length": "65537" };
    expect((await call("vonage", { body: "{}", headers: boasting })).status).toBe(413);
  });

  test("A body that never ends is left after as many bytes", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(16_384));
      },
    });
    expect((await call("vonage", { body, duplex: "half" })).status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  test("A body that does not come is waited for three seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let cancelled = false;
      const body = new ReadableStream<Uint8Array>({
        cancel() {
          cancelled = true;
        },
      });
      const answer = call("vonage", { body, duplex: "half" });
      await vi.advanceTimersByTimeAsync(2999);
      expect(cancelled).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect((await answer).status).toBe(408);
      expect(cancelled).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("A sender who goes away in the middle is no error of ours", async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error("gone")),
    });
    expect((await call("vonage", { body, duplex: "half" })).status).toBe(400);
    expect(loggedLines().join()).not.toContain("callback.failed");
  });
});

test("A signed delivery whose id no database takes is refused, not failed", async () => {
  const body = { type: "summary", request_id: randomUUID(), status: "completed" };
  expect(await vonageTells(body, { jti: "a\u0000b" })).toBe(401);
});
