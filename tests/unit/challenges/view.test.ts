import { describe, expect, test } from "vitest";
import type { ChallengeState } from "@/db/queries/challenges";
import type { StepRow } from "@/db/queries/steps";
import { type Obstacle, pinView } from "@/lib/challenges/view";
import { policy } from "@/lib/policy";

const start = Date.UTC(2031, 4, 5, 6, 7, 8);
const at = (seconds: number) => start + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

const { channelSeconds } = policy.pin;
const lifeSeconds = channelSeconds * policy.pin.workflow.length;

/** A text sent 20 seconds ago, as the database tells it. */
const sent: StepRow = {
  flowState: "challenged",
  username: "Ada",
  phone: "+447400123442",
  lockedUntil: null,
  now: at(20),
  number: 1,
  state: "sent",
  failure: null,
  triesLeft: 3,
  sentAt: at(0),
  calledAt: null,
  resendAt: at(30),
  expiresAt: at(lifeSeconds),
};

const view = (changes: Partial<StepRow> = {}) => pinView({ ...sent, ...changes });
const obstacle = (changes: Partial<StepRow>) => view(changes).obstacle;

test("While a text is on its way the page shows who, where to and all the clocks", () => {
  expect(view()).toEqual({
    username: "Ada",
    phoneEnding: "42",
    digits: 6,
    now: iso(20),
    obstacle: null,
    triesLeft: 3,
    sentAt: iso(0),
    expiresAt: iso(lifeSeconds),
    resendAt: iso(30),
    callsAt: iso(channelSeconds),
    calling: false,
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
    ["unknown", "unavailable"],
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

describe("The call", () => {
  const call = (changes: Partial<StepRow>) => {
    const { calling, callsAt } = view(changes);
    return { calling, callsAt };
  };
  const none = { calling: false, callsAt: null };

  test.each([
    [channelSeconds - 1, { calling: false, callsAt: iso(channelSeconds) }],
    [channelSeconds, { calling: true, callsAt: null }],
    [lifeSeconds - 1, { calling: true, callsAt: null }],
    [lifeSeconds, none],
  ])("%i seconds after the text: %j", (seconds, what) => {
    expect(call({ now: at(seconds) })).toEqual(what);
  });

  test("Whoever asked for it gets it at once", () => {
    expect(call({ calledAt: at(15) })).toEqual({ calling: true, callsAt: null });
  });

  test.each(["pending", "unknown", "failed", "approved", "exhausted", "superseded", "cancelled"] as const)(
    "Nobody is called by a challenge that is %s",
    (state) => {
      expect(call({ state })).toEqual(none);
      expect(call({ state, calledAt: at(15) })).toEqual(none);
    },
  );

  test("A message that was never sent has no time", () => {
    expect(view({ state: "failed", sentAt: null }).sentAt).toBeNull();
  });
});
