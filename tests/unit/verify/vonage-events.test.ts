import { describe, expect, test } from "vitest";
import { eventsOf } from "@/lib/verify/vonage/events";

const requestId = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";
const challengeId = "6ab0c2f7-9f11-4d0e-9a54-0d5a0c9e7b1f";
const at = (time: string) => Date.parse(`2026-11-20T${time}.000Z`);

const event = {
  request_id: requestId,
  triggered_at: "2026-11-20T10:00:00.000Z",
  type: "event",
  channel: "sms",
  status: "completed",
  finalized_at: "2026-11-20T10:00:31.000Z",
  client_ref: challengeId.replaceAll("-", ""),
};

const summary = {
  request_id: requestId,
  submitted_at: "2026-11-20T10:00:00.000Z",
  status: "completed",
  type: "summary",
  channel_timeout: 150,
  client_ref: event.client_ref,
  workflow: [
    { channel: "sms", initiated_at: "2026-11-20T10:00:00.000Z", status: "expired" },
    { channel: "voice", initiated_at: "2026-11-20T10:02:30.000Z", status: "completed" },
    { channel: "email", initiated_at: "2026-11-20T10:05:00.000Z", status: "unused" },
  ],
  finalized_at: "2026-11-20T10:02:55.000Z",
  price: "0.10000000",
};

const common = { requestId, challengeId, reason: null, price: null };

test("An event is about one step, at the time when it ended", () => {
  expect(eventsOf(event)).toEqual([
    {
      ...common,
      scope: "step",
      channel: "sms",
      status: "completed",
      meaning: "used",
      occurredAt: at("10:00:31"),
    },
  ]);
});

test("A summary is about each step that began and about the request, whose price it has", () => {
  const step = { ...common, scope: "step" };
  expect(eventsOf(summary)).toEqual([
    { ...step, channel: "sms", status: "expired", meaning: "timed-out", occurredAt: at("10:02:30") },
    { ...step, channel: "voice", status: "completed", meaning: "used", occurredAt: at("10:02:55") },
    {
      ...common,
      scope: "request",
      channel: null,
      status: "completed",
      meaning: "used",
      price: { amount: "0.10000", currency: "EUR" },
      occurredAt: at("10:02:55"),
    },
  ]);
});

test("What later versions leave out of a summary is not missed", () => {
  const { price, finalized_at, client_ref, workflow, ...rest } = summary;
  expect(eventsOf(rest)).toEqual([
    {
      ...common,
      challengeId: null,
      scope: "request",
      channel: null,
      status: "completed",
      meaning: "used",
      occurredAt: at("10:00:00"),
    },
  ]);
});

test.each([
  ["an object", { type: "check", check_url: "https://example.org" }],
  ["a list", [{ type: "check", check_url: "https://example.org" }]],
])("Silent authentication tells that it waits, with an action that is %s", (_, action) => {
  const { finalized_at, ...rest } = event;
  expect(eventsOf({ ...rest, channel: "silent_auth", status: "action_pending", action })).toEqual([
    expect.objectContaining({
      channel: "silent_auth",
      status: "action_pending",
      meaning: "other",
      occurredAt: at("10:00:00"),
    }),
  ]);
});

test.each([
  ["completed", "used"],
  ["failed", "undelivered"],
  ["rejected", "undelivered"],
  ["user_rejected", "undelivered"],
  ["blocked", "blocked"],
  ["expired", "timed-out"],
  ["action_pending", "other"],
  ["a word of tomorrow", "other"],
  ["constructor", "other"],
])("The status %j means %s", (status, meaning) => {
  expect(eventsOf({ ...event, status })).toEqual([expect.objectContaining({ status, meaning })]);
});

describe("Nothing that a provider writes breaks what keeps it", () => {
  const only = (given: object) => eventsOf({ ...event, ...given })[0];

  test("Words are cut to forty characters, without control characters", () => {
    expect(only({ status: `a\u0000b\n${"c".repeat(80)}` })?.status).toBe(`ab${"c".repeat(38)}`);
    expect(only({ status: `\ud800${"😀".repeat(50)}` })?.status).toBe("😀".repeat(40));
    expect(only({ channel: "x".repeat(80) })?.channel).toBe("x".repeat(40));
    expect(only({ reason: `\u0000${"r".repeat(500)}` })?.reason).toBe("r".repeat(200));
  });

  test.each(["yesterday", "", "0000-01-01T00:00:00Z", "+275760-09-13T00:00:00.000Z", 7, null])(
    "The time %j is no time",
    (time) => {
      expect(only({ finalized_at: time, triggered_at: undefined })).toMatchObject({ occurredAt: null });
    },
  );

  test.each(["abc", "A".repeat(33), 12, null, "../x", challengeId])("%j is no reference of ours", (given) => {
    expect(only({ client_ref: given })).toMatchObject({ challengeId: null });
  });

  test.each([
    ["0.05", "0.05"],
    [0.05, "0.05"],
    ["12345.123456789", "12345.12345"],
    ["7", "7"],
    ["-1", null],
    ["1e9", null],
    ["123456", null],
    ["free", null],
    [Number.NaN, null],
    [{}, null],
  ])("The price %j is kept as %j", (price, amount) => {
    const told = eventsOf({ ...summary, price }).at(-1);
    expect(told?.price).toEqual(amount === null ? null : { amount, currency: "EUR" });
  });

  test("Steps that say nothing are passed over", () => {
    const workflow = [null, 7, {}, { channel: "sms" }, { status: "failed" }, ...summary.workflow];
    expect(eventsOf({ ...summary, workflow })).toEqual(eventsOf(summary));
    expect(eventsOf({ ...summary, workflow: "sms" })).toHaveLength(1);
    expect(
      eventsOf({ ...summary, workflow: Array.from({ length: 5000 }, () => summary.workflow[0]) }),
    ).toHaveLength(1);
  });

  test.each([
    null,
    7,
    "text",
    [],
    {},
    { type: "event" },
    { ...event, status: 7 },
    { ...event, request_id: "x" },
  ])("%j tells nothing", (given) => {
    expect(eventsOf(given)).toEqual([]);
  });
});
