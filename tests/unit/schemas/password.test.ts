import { describe, expect, test } from "vitest";
import { policy } from "@/lib/policy";
import { newPassword, tooShort, typedPassword } from "@/lib/schemas/password";
import { cpuMilliseconds } from "../cpu-time";

const problems = (password: unknown) =>
  newPassword.safeParse(password).error?.issues.map(({ message }) => message) ?? [];

describe("A new password is kept exactly as typed", () => {
  test.each([
    "correct horse battery",
    "twelve chars",
    "            ",
    "  leading and trailing  ",
    "aaaaaaaaaaaa",
    "ONLYCAPITALLETTERS",
    "123456789012",
    "pass\tword with a tab",
    "пароль на русском",
    "密码密码密码密码密码密码",
    "👍".repeat(12),
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "</script><img src=x>",
    "'; drop table users; --",
  ])("%j", (password) => {
    expect(newPassword.safeParse(password)).toMatchObject({ success: true, data: password });
  });
});

describe("Length is counted in code points", () => {
  test.each([
    ["letters", "a"],
    ["emoji, two units each", "👍"],
    ["letters that are composed", "é"],
  ])("Eleven %s are too short, twelve are enough", (_, one) => {
    expect(problems(one.repeat(11))).toContain(tooShort(policy.password.minCodePoints));
    expect(problems(one.repeat(12))).toEqual([]);
  });

  test("A letter and its accent are one character, however they are typed", () => {
    expect(problems("e\u0301".repeat(11))).toContain(tooShort(policy.password.minCodePoints));
    expect(problems("e\u0301".repeat(12))).toEqual([]);
  });

  test.each([
    ["letters", "a"],
    ["emoji of four bytes each", "👍"],
    ["letters with accents", "é"],
    ["letters and accents typed apart", "e\u0301"],
  ])("256 %s pass, 257 do not", (_, one) => {
    expect(problems(one.repeat(256))).toEqual([]);
    expect(problems(one.repeat(257))).not.toEqual([]);
  });
});

test.each([
  ["NUL", "twelve\0characters"],
  ["a lone high surrogate", "twelve characters \ud83d"],
  ["a lone low surrogate", "\udc4d twelve characters"],
  ["surrogates in the wrong order", "twelve characters \udc4d\ud83d"],
])("A password with %s is refused, new or typed", (_, password) => {
  expect(problems(password)).toEqual(["That contains characters that cannot be used here."]);
  expect(typedPassword.safeParse(password).success).toBe(false);
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a number", 123456789012],
  ["an array", ["correct horse battery"]],
  ["an object", {}],
])("What is no text is no password: %s", (_, value) => {
  expect(problems(value)).toEqual(["Choose a password."]);
  expect(typedPassword.safeParse(value).success).toBe(false);
});

describe("A password typed to log in", () => {
  test.each(["x", " ", "correct horse battery", "👍".repeat(256), "e\u0301".repeat(256)])(
    "%j is left to the hash to judge, exactly as typed",
    (password) => {
      expect(typedPassword.safeParse(password)).toMatchObject({ success: true, data: password });
    },
  );

  test("Nothing at all is no password", () => {
    expect(typedPassword.safeParse("").error?.issues).toMatchObject([{ message: "Enter your password." }]);
  });
});

describe("A megabyte", () => {
  test.each(["a", "é", "e\u0301", "👍", "\ufdfa", "\ud800"])("of %j is refused at once", (one) => {
    const long = one.repeat(1_000_000 / one.length);
    for (const schema of [newPassword, typedPassword]) {
      expect(cpuMilliseconds(() => expect(schema.safeParse(long).success).toBe(false))).toBeLessThan(200);
    }
  });

  test("is judged by its length before anything else looks at it", () => {
    const long = "\0".repeat(1_000_000);
    for (const schema of [newPassword, typedPassword]) {
      expect(schema.safeParse(long).error?.issues).toMatchObject([{ message: "That is too long." }]);
    }
  });
});
