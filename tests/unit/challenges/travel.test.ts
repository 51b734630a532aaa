import { describe, expect, test } from "vitest";
import type { StepRow } from "@/db/queries/steps";
import { policy } from "@/lib/policy";
import { at, eachSeconds, iso, lifeSeconds, obstacle, view } from "./step";

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
