import { beforeEach, describe, expect, test } from "vitest";
import { policy } from "@/lib/policy";
import { throttleEntry } from "@/lib/throttle";
import { waitText } from "@/lib/wait-text";
import { required, serveWith } from "./environment";

test.each([
  [1, "1 second"],
  [2, "2 seconds"],
  [30, "30 seconds"],
  [89, "89 seconds"],
  [90, "2 minutes"],
  [120, "2 minutes"],
  [121, "3 minutes"],
  [900, "15 minutes"],
  [3_600, "60 minutes"],
  [5_399, "90 minutes"],
  [5_400, "2 hours"],
  [86_400, "24 hours"],
])("%i seconds are told as %s, never as less than they are", (seconds, text) => {
  expect(waitText(seconds)).toBe(text);
});

describe("What is counted", () => {
  beforeEach(() => serveWith());

  const keys = (...entries: ReturnType<typeof throttleEntry>) => entries.map(({ key }) => key);

  test("Without a trusted address there is no counter of it, and no common one either", () => {
    expect(throttleEntry("signupByAddress", null)).toEqual([]);
  });

  test("A counter carries the limit of the policy", () => {
    expect(throttleEntry("loginByAccount", "ada")).toMatchObject([
      { name: "loginByAccount", ...policy.throttles.loginByAccount },
    ]);
  });

  test("A counter does not tell whom it counts", () => {
    const [key = ""] = keys(...throttleEntry("loginByAccount", "ada@example.org"));
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(key).not.toContain("ada");
  });

  test("Every rule, purpose and subject has a counter of its own", () => {
    const all = [
      ...throttleEntry("loginByAccount", "ada"),
      ...throttleEntry("loginByAccount", "bob"),
      ...throttleEntry("loginByAddress", "ada"),
      ...throttleEntry("loginByAccountAndAddress", "ada", "192.0.2.1"),
      ...throttleEntry("loginByAccountAndAddress", "192.0.2.1", "ada"),
    ];
    expect(new Set(keys(...all)).size).toBe(all.length);
  });

  test("While AUTH_SECRET is rotated a subject is counted under both entries, whichever is in front", async () => {
    const before = keys(...throttleEntry("loginByAccount", "ada"));
    const [old, next] = [required.AUTH_SECRET, "n".repeat(32)];
    const during = [];
    for (const AUTH_SECRET of [`${old},${next}`, `${next},${old}`]) {
      serveWith({ AUTH_SECRET });
      const rotated = await import("@/lib/throttle");
      during.push(keys(...rotated.throttleEntry("loginByAccount", "ada")).sort());
    }
    expect(during[0]).toHaveLength(2);
    expect(during[0]).toEqual(during[1]);
    expect(during[0]).toEqual(expect.arrayContaining(before));
  });

  test("The same subject has the same counter each time", () => {
    expect(throttleEntry("loginByAccount", "ada")).toEqual(throttleEntry("loginByAccount", "ada"));
  });
});
