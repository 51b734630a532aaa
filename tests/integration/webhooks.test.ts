import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { vonageHeaders } from "../support/callbacks";
import { loggedLines } from "../support/console";
import { testDatabase } from "../support/database";
import { call, ours, telnyxTells, vonageTells } from "../support/webhooks";

process.env.VERIFY_FALLBACK = "telnyx";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const event = (change: object = {}) => ({
  request_id: randomUUID(),
  triggered_at: new Date().toISOString(),
  type: "event",
  channel: "sms",
  status: "failed",
  ...change,
});

const delivered = (change: object = {}) => ({
  data: {
    event_type: "message.finalized",
    id: randomUUID(),
    occurred_at: new Date().toISOString(),
    payload: {
      id: randomUUID(),
      to: [{ status: "delivered" }],
      cost: { amount: "0.0045", currency: "USD" },
      ...change,
    },
  },
});

const kept = () =>
  sql`select provider, request_id, channel, status, meaning from provider_events order by id`;

test("What a provider signed is taken and kept, also of a request that nobody knows (T-116)", async () => {
  expect(await vonageTells(event({ request_id: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11" }))).toBe(204);
  expect(await telnyxTells(delivered({ id: "40385f64-5717-4562-b3fc-2c963f66afa6" }))).toBe(204);
  expect(await kept()).toEqual([
    {
      provider: "vonage",
      request_id: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11",
      channel: "sms",
      status: "failed",
      meaning: "undelivered",
    },
    {
      provider: "telnyx",
      request_id: "40385f64-5717-4562-b3fc-2c963f66afa6",
      channel: "sms",
      status: "delivered",
      meaning: "delivered",
    },
  ]);
});

test("A status of tomorrow is kept and answered like any other", async () => {
  expect(await vonageTells(event({ status: "teleported", channel: "telepathy", more: [{}] }))).toBe(204);
  expect(await kept()).toMatchObject([{ status: "teleported", channel: "telepathy", meaning: "other" }]);
});

test("A signed body that says nothing is answered like any other, so that it does not come again", async () => {
  expect(await vonageTells({ type: "invoice" })).toBe(204);
  expect(await telnyxTells([])).toBe(204);
  expect(await kept()).toEqual([]);
});

test("Nothing that can be signed upsets the database", async () => {
  const odd = [
    event({ status: "a\u0000b" }),
    event({ channel: "\ud800" }),
    event({ status: "'; drop table users; --" }),
    event({ triggered_at: "+275760-09-13T00:00:00.000Z", reason: "\u0000" }),
    {
      ...event(),
      type: "summary",
      price: "99999.99999",
      workflow: [{ channel: "sms", status: "\ud800\u0000" }],
    },
  ];
  for (const one of odd) expect(await vonageTells(one)).toBe(204);
  expect((await kept()).length).toBeGreaterThan(odd.length);
});

describe("A delivery counts once (T-115, F-27)", () => {
  test("The same token again is answered 204 and changes nothing", async () => {
    const body = JSON.stringify(event());
    const headers = await vonageHeaders(body, {}, ours);
    for (let times = 0; times < 3; times += 1)
      expect((await call("vonage", { body, headers })).status).toBe(204);
    expect(await kept()).toHaveLength(1);
    const told = loggedLines().map((line) => JSON.parse(line).event);
    expect(told).toEqual(["callback.taken", "callback.replayed", "callback.replayed"]);
  });

  test("Many of the same at once are one", async () => {
    const body = JSON.stringify(event());
    const headers = await vonageHeaders(body, {}, ours);
    const answers = await Promise.all(Array.from({ length: 20 }, () => call("vonage", { body, headers })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await kept()).toHaveLength(1);
  });

  test("The same news under another token is taken and kept once", async () => {
    const news = event();
    expect([await vonageTells(news), await vonageTells(news)]).toEqual([204, 204]);
    expect(await kept()).toHaveLength(1);
  });

  test("Another try of Telnyx for the same delivery is the same delivery", async () => {
    const news = delivered();
    expect([await telnyxTells(news), await telnyxTells({ ...news, meta: { attempt: 2 } })]).toEqual([
      204, 204,
    ]);
    expect(await sql`select * from provider_deliveries`).toHaveLength(1);
  });
});

test("While the database does not answer, the provider is asked to come again", async () => {
  const news = event();
  await sql`alter table provider_deliveries rename to elsewhere`;
  try {
    expect(await vonageTells(news)).toBe(503);
    expect(loggedLines().join()).toContain("callback.failed");
  } finally {
    await sql`alter table elsewhere rename to provider_deliveries`;
  }
  expect(await vonageTells(news)).toBe(204);
  expect(await kept()).toHaveLength(1);
});
