import { expect, test } from "vitest";
import { seeded } from "@/dev/random";
import { faults, schedule } from "@/dev/soak/faults";
import { readOptions } from "@/dev/soak/options";

const kinds = Object.keys(faults).length;

function first(count: number, seed: number): string[] {
  const names = schedule(seeded(seed));
  return Array.from({ length: count }, () => names.next().value);
}

test("A seed chooses the same faults again, and another one others", () => {
  expect(first(3 * kinds, 7)).toEqual(first(3 * kinds, 7));
  expect(first(3 * kinds, 7)).not.toEqual(first(3 * kinds, 8));
});

test("Every kind of fault comes before one comes again", () => {
  expect(new Set(first(kinds, 1)).size).toBe(kinds);
});

test("What one person chooses does not depend on how much others have chosen", () => {
  const [quiet, busy] = [seeded(3), seeded(3)];
  busy.next();
  expect(busy.fork("ada").next()).toBe(quiet.fork("ada").next());
  expect(quiet.fork("ada").next()).not.toBe(quiet.fork("bob").next());
});

test("Numbers are spread evenly", () => {
  const random = seeded(11);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 10_000; index += 1) {
    const number = random.below(10);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});

test("Options have a seed of their own unless one is given, and refuse what is no number", () => {
  expect(readOptions(["--minutes", "30", "--seed", "7"])).toEqual({ minutes: 30, seed: 7, people: 6 });
  expect(readOptions([])).toMatchObject({ minutes: 5, people: 6 });
  expect(() => readOptions(["--minutes", "0"])).toThrow("--minutes takes a whole number from 1 to 1440");
});
