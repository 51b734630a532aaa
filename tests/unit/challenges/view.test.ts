import { describe, expect, test } from "vitest";
import type { ChallengeState } from "@/db/queries/challenges";
import type { Obstacle } from "@/lib/challenges/view";
import { at, eachSeconds, iso, lifeSeconds, obstacle, view } from "./step";

test("While a text is on its way the page shows who, where to and all the clocks", () => {
  expect(view()).toEqual({
    neutral: false,
    username: "Ada",
    phoneEnding: "42",
    digits: 6,
    now: iso(20),
    obstacle: null,
    triesLeft: 3,
    expiresAt: iso(lifeSeconds),
    resendAt: iso(30),
    keepsOlder: false,
    tag: null,
    olderTags: [],
    passed: false,
    resendFailed: false,
    channel: "sms",
    next: { channel: "voice", at: iso(eachSeconds) },
    nextOffered: true,
    callRefusable: true,
    callRefused: false,
    silentUrl: null,
    timeline: [{ at: iso(0), channel: "sms", stage: "accepted" }],
    version: expect.stringMatching(/^[\w-]{16}$/),
  });
});

test("Of the number only its ending leaves the server", () => {
  expect(JSON.stringify(view())).not.toContain("4474001234");
});

describe("What stands in the way of typing a PIN", () => {
  const expected: Record<ChallengeState, Obstacle | null> = {
    pending: "unconfirmed",
    sent: null,
    unknown: "unconfirmed",
    failed: "unavailable",
    approved: null,
    exhausted: "exhausted",
    superseded: "superseded",
    cancelled: "superseded",
  };
  const states = Object.entries(expected).map(([state, what]) => ({ state, what }));
  const stateOf = (name: string) => Object.keys(expected).find((one): one is ChallengeState => one === name);

  test.each(states)("A challenge that is $state: $what", ({ state, what }) => {
    expect(obstacle({ state: stateOf(state) ?? "failed" })).toBe(what);
  });

  test.each([
    ["invalid-number", "invalid-number"],
    ["already-pending", "already-pending"],
    ["throttled", "throttled"],
    ["unavailable", "unavailable"],
    ["unknown", "unconfirmed"],
    [null, "unavailable"],
    ["<script>", "unavailable"],
  ])("A message that failed with %j: %s", (failure, what) => {
    expect(obstacle({ state: "failed", failure })).toBe(what);
  });

  test.each([
    [lifeSeconds - 2, null],
    [lifeSeconds - 0.001, null],
    [lifeSeconds, "expired"],
    [lifeSeconds + 2, "expired"],
  ])("%d seconds after the text: %s", (seconds, what) => {
    expect(obstacle({ now: at(seconds) })).toBe(what);
  });

  test.each([
    ["exhausted", {}],
    ["failed", {}],
    ["sent", { now: at(lifeSeconds) }],
  ] as const)("Where the PIN is over (%s), a limit on messages is what to tell", (state, changes) => {
    expect(obstacle({ state, failure: "throttled", ...changes })).toBe("throttled");
  });

  test("A PIN that its provider has ended is not said to have been guessed at", () => {
    expect(obstacle({ state: "exhausted", failure: "ended" })).toBe("ended");
  });

  test("A limit on messages does not stop anybody from typing the PIN that was sent", () => {
    expect(obstacle({ failure: "throttled" })).toBeNull();
  });

  test.each(states)("A locked account takes no PIN, also when its challenge is $state", ({ state }) => {
    const locked = { state: stateOf(state) ?? "failed", lockedUntil: at(21) } as const;
    expect(obstacle(locked)).toBe("locked");
    expect(obstacle({ ...locked, lockedUntil: Number.POSITIVE_INFINITY })).toBe("locked");
  });

  test("An account is open again from the very moment on that was told", () => {
    expect(obstacle({ lockedUntil: at(20) })).toBeNull();
    expect(obstacle({ lockedUntil: at(19) })).toBeNull();
  });
});

describe("When there will be another message", () => {
  test("Never again is no time", () => {
    expect(view({ resendAt: Number.POSITIVE_INFINITY }).resendAt).toBeNull();
  });

  test("Not before the account is open again", () => {
    expect(view({ lockedUntil: at(900) }).resendAt).toBe(iso(900));
    expect(view({ lockedUntil: at(25) }).resendAt).toBe(iso(30));
  });

  test("An account that stays closed gets no message at all", () => {
    expect(view({ lockedUntil: Number.POSITIVE_INFINITY }).resendAt).toBeNull();
  });
});
