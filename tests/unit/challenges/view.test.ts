import { describe, expect, test } from "vitest";
import type { ChallengeState } from "@/db/queries/challenges";
import type { StepRow } from "@/db/queries/steps";
import { type Obstacle, pinView } from "@/lib/challenges/view";
import { policy } from "@/lib/policy";

const start = Date.UTC(2031, 4, 5, 6, 7, 8);
const at = (seconds: number) => start + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

const eachSeconds = policy.pin.lifeSeconds / 2;
const { lifeSeconds } = policy.pin;

/** A text sent 20 seconds ago, as the database tells it. */
const sent: StepRow = {
  flowState: "challenged",
  username: "Ada",
  userId: null,
  email: null,
  phone: "+447400123442",
  returnTo: null,
  lockedUntil: null,
  now: at(20),
  challengeId: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11",
  number: 1,
  state: "sent",
  failure: null,
  provider: "vonage",
  workflow: ["sms", "voice"],
  channelSeconds: eachSeconds,
  step: 1,
  stepAt: at(0),
  callRefusedAt: null,
  checkUrl: null,
  tag: null,
  codeFor: null,
  ownCodes: 0,
  olderTags: [],
  notes: [],
  triesLeft: 3,
  sentAt: at(0),
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

describe("The way the PIN travels", () => {
  const way = (changes: Partial<StepRow>) => {
    const { channel, next } = view(changes);
    return { channel, next };
  };
  const none = { channel: null, next: null };
  const text = { channel: "sms", next: { channel: "voice", at: iso(eachSeconds) } };
  const call = { channel: "voice", next: null };

  test.each([
    [eachSeconds - 1, text],
    [eachSeconds, call],
    [lifeSeconds - 1, call],
    [lifeSeconds, none],
  ])("%i seconds after the text: %j", (seconds, what) => {
    expect(way({ now: at(seconds) })).toEqual(what);
  });

  test("Whoever asked for the call gets it at once, and reads when it began", () => {
    const called = { step: 2, stepAt: at(15), expiresAt: at(15 + eachSeconds) };
    expect(way(called)).toEqual(call);
    expect(view(called).timeline).toEqual([
      { at: iso(0), channel: "sms", stage: "accepted" },
      { at: iso(15), channel: "voice", stage: "began" },
    ]);
  });

  test.each(["pending", "unknown", "failed", "approved", "exhausted", "superseded", "cancelled"] as const)(
    "Nothing is on its way for a challenge that is %s",
    (state) => {
      expect(way({ state })).toEqual(none);
      expect(view({ state }).timeline).toEqual([]);
    },
  );

  test("A refused call is not announced, cannot be refused twice, and nothing else follows", () => {
    const refused = view({ callRefusedAt: at(18), expiresAt: at(eachSeconds - 12) });
    expect(refused).toMatchObject({ channel: "sms", next: null, nextOffered: false });
    expect(refused).toMatchObject({ callRefusable: false, callRefused: true });
  });

  test("A call can be refused until the provider has to be told", () => {
    const last = eachSeconds - policy.pin.stopBeforeCallSeconds;
    expect(view({ now: at(last - 1) }).callRefusable).toBe(true);
    expect(view({ now: at(last) }).callRefusable).toBe(false);
    expect(view({ workflow: ["sms", "whatsapp"] }).callRefusable).toBe(false);
  });

  test("Three channels follow each other by the clock alone", () => {
    const three = { workflow: ["sms", "whatsapp", "voice"], channelSeconds: 100 } as const;
    expect(way({ ...three, now: at(150) })).toEqual({
      channel: "whatsapp",
      next: { channel: "voice", at: iso(200) },
    });
    expect(way({ ...three, now: at(250) })).toEqual({ channel: "voice", next: null });
  });

  test("The operator's address is offered only while the phone can confirm itself", () => {
    const silent = { workflow: ["silent_auth", "sms"], checkUrl: "https://example.org/check" } as const;
    expect(view({ ...silent, now: at(59) }).silentUrl).toBe("https://example.org/check");
    expect(view({ ...silent, now: at(61) }).silentUrl).toBeNull();
  });
});

describe("What providers told", () => {
  test("It stands in its order among what we know ourselves", () => {
    const notes = [{ channel: "sms", meaning: "undelivered", at: at(5) }] as const;
    expect(view({ notes, step: 2, stepAt: at(6) }).timeline.map(({ stage }) => stage)).toEqual([
      "accepted",
      "undelivered",
      "began",
    ]);
  });

  test("A message that no channel could carry is an obstacle, unless a PIN of ours is good anyway", () => {
    expect(obstacle({ failure: "undelivered" })).toBe("undelivered");
    expect(obstacle({ failure: "blocked" })).toBe("blocked");
    expect(obstacle({ failure: "undelivered", ownCodes: 1 })).toBeNull();
  });

  test("A further text that could not be sent is told, while an older one is good", () => {
    expect(view({ state: "failed", failure: "unavailable", ownCodes: 1, olderTags: ["KD"] })).toMatchObject({
      obstacle: null,
      resendFailed: true,
      olderTags: ["KD"],
    });
  });

  test("The version changes with the news and not with the clock", () => {
    const notes = [{ channel: "sms", meaning: "delivered", at: at(5) }] as const;
    expect(view({ now: at(21) }).version).toBe(view().version);
    expect(view({ notes }).version).not.toBe(view().version);
    expect(view({ triesLeft: 2 }).version).not.toBe(view().version);
  });
});
