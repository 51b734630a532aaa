import { describe, expect, test } from "vitest";
import { LENGTH, LETTERS, readCode } from "@/lib/factors/code-text";
import { newCode } from "@/lib/factors/recovery-codes";

describe("ten thousand codes (T-090, R-036)", () => {
  const codes = Array.from({ length: 10_000 }, newCode);

  test("are all different, and read as they were made", () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(readCode(code)).toBe(code);
  });

  test("have 80 bits each: sixteen of thirty-two letters", () => {
    expect(new Set(LETTERS).size).toBe(32);
    expect(LENGTH * Math.log2(new Set(LETTERS).size)).toBe(80);
  });

  test("use every letter as often as any other, in every place", () => {
    // Chi-square with 31 degrees of freedom: above 99 once in many millions of times.
    const chiSquare = (letters: readonly string[]): number => {
      const expected = letters.length / LETTERS.length;
      const counts = new Map([...LETTERS].map((letter) => [letter, 0]));
      for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
      expect(counts.size).toBe(LETTERS.length);
      return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    };
    const plain = codes.map((code) => [...code.replaceAll("-", "")]);
    for (let place = 0; place < LENGTH; place += 1)
      expect(chiSquare(plain.map((letters) => letters[place] ?? ""))).toBeLessThan(99);
    expect(chiSquare(plain.flat())).toBeLessThan(99);
  });
});
