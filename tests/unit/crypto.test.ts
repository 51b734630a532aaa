import { beforeEach, describe, expect, test } from "vitest";
import { hashSecret, keyedHash, purposeKey, randomSecret, sameText } from "@/lib/crypto";
import { required, serveWith } from "./environment";

const purposes = ["throttle", "form-token", "session-token"] as const;

describe("Random secrets", () => {
  test("They have 256 bits, and no two are alike", () => {
    const secrets = Array.from({ length: 1_000 }, randomSecret);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });

  test("Every letter is as likely as any other", () => {
    const counts = new Map<string, number>();
    // The last letter of 256 bits in base64 carries only four of them.
    const letters = Array.from({ length: 2_000 }, () => randomSecret().slice(0, 42)).join("");
    for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(64);
    for (const count of counts.values())
      expect(Math.abs(count / (letters.length / 64) - 1)).toBeLessThan(0.25);
  });
});

test("What is stored of a secret is its SHA-256", () => {
  expect(hashSecret("abc")).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
});

describe("Keys", () => {
  beforeEach(() => serveWith());

  test("Every purpose has its own, of 256 bits", () => {
    const keys = purposes.map((purpose) => purposeKey(purpose).toString("hex"));
    expect(new Set(keys).size).toBe(purposes.length);
    for (const key of keys) expect(key).toHaveLength(64);
  });

  test("The same value made for two purposes is two values", () => {
    const made = purposes.map((purpose) => keyedHash(purpose, "ada"));
    expect(new Set([...made, hashSecret("ada")]).size).toBe(purposes.length + 1);
  });

  test("Another secret makes another key, and the secret itself is none", () => {
    const { AUTH_SECRET: secret } = required;
    expect(purposeKey("throttle", secret)).toEqual(purposeKey("throttle"));
    expect(purposeKey("throttle", `${secret}.`)).not.toEqual(purposeKey("throttle", secret));
    expect(purposeKey("throttle").toString()).not.toContain(secret);
  });

  test("The newest secret makes what is made from now on", async () => {
    const before = keyedHash("form-token", "handle");
    serveWith({ AUTH_SECRET: `${"n".repeat(32)},${required.AUTH_SECRET}` });
    const rotated = await import("@/lib/crypto");
    expect(rotated.keyedHash("form-token", "handle")).not.toBe(before);
    expect(rotated.purposeKey("form-token", required.AUTH_SECRET)).toEqual(purposeKey("form-token"));
  });

  test("A value made for one text fits no other", () => {
    const texts = ["", "a", "aa", "a\na", "a\0", "A", "é", "e\u0301"];
    expect(new Set(texts.map((text) => keyedHash("throttle", text))).size).toBe(texts.length);
  });
});

test.each([
  ["", "", true],
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "ab", false],
  ["abc", "", false],
  ["é", "e\u0301", false],
  ["é", "ab", false],
  ["ÿ", "Ã¿", false],
])("Whether %j and %j are the same text: %s", (one, other, same) => {
  expect(sameText(one, other)).toBe(same);
});
