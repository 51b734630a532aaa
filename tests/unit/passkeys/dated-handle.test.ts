import { describe, expect, test } from "vitest";
import { grows } from "@/lib/passkeys/counter";
import { datedHandle, isRecent } from "@/lib/passkeys/dated-handle";
import { policy } from "@/lib/policy";

const NOW = Date.parse("2026-11-26T16:00:00Z");
const life = policy.passkey.lifeSeconds * 1_000;

describe("The secret of a login by passkey", () => {
  test("looks as every handle does, and is another one each time", () => {
    const made = new Set(Array.from({ length: 200 }, () => datedHandle(NOW)));
    expect(made.size).toBe(200);
    for (const handle of made) expect(handle).toMatch(/^[\w-]{43}$/);
  });

  test.each([
    ["at once", 0, true],
    ["until the very end of its life", life - 1, true],
    ["not at its end", life, false],
    ["not long after", 10 * life, false],
    ["not before it was made", -1, false],
  ])("is good %s", (_, later, good) => {
    expect(isRecent(datedHandle(NOW), NOW + later)).toBe(good);
  });

  test("that was made by nobody is not good", () => {
    for (const letter of ["A", "_", "-", "z"]) expect(isRecent(letter.repeat(43), NOW)).toBe(false);
  });
});

test.each([
  [0, 0, true],
  [0, 1, true],
  [7, 8, true],
  [7, 4_294_967_295, true],
  [7, 7, false],
  [7, 6, false],
  [7, 0, false],
])("A passkey that has counted %d uses may come with %d: %s", (from, to, may) => {
  expect(grows(from, to)).toBe(may);
});
