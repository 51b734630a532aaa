import { describe, expect, test } from "vitest";
import { normaliseUsername, usernameKey, usernameProblem, usernameSkeleton } from "@/lib/username";

/** What a sign-up does with what was typed. */
const problem = (typed: string) => usernameProblem(normaliseUsername(typed));

test.each([
  "ada",
  "Ada",
  "ada.lovelace",
  "ada-lovelace",
  "ada_lovelace",
  "a1b",
  "007",
  "a_b-c.d",
  "a".repeat(32),
])("%j is a user name", (name) => {
  expect(problem(name)).toBeNull();
});

test.each([
  ["аda", "characters", "Cyrillic а"],
  ["αda", "characters", "Greek α"],
  ["ädä", "characters", "letters outside a to z"],
  ["ada\u200b", "characters", "zero-width space"],
  ["ad\u200da", "characters", "zero-width joiner"],
  ["\u202eada", "characters", "right-to-left override"],
  ["ada\u00ad", "characters", "soft hyphen"],
  ["a\u0301da", "characters", "combining accent"],
  ["\u0131da", "characters", "dotless i"],
  ["ada\0x", "characters", "NUL"],
  ["ada\nbob", "characters", "line break"],
  ["ada bob", "characters", "space inside"],
  ["ada@example.org", "characters", "an address, which logins take for one"],
  ["ada|bob", "characters", "sign"],
  ["a👍da", "characters", "emoji"],
  ["\ud800da", "characters", "half of a surrogate pair"],
  ["ad", "length", "too short"],
  ["", "length", "empty"],
  ["a".repeat(33), "length", "too long"],
  ["-ada", "edges", "begins with a sign"],
  ["ada.", "edges", "ends with a sign"],
  ["a..da", "edges", "two signs together"],
  ["a.-da", "edges", "two signs together"],
  ["___", "edges", "signs only"],
])("%j is refused for its %s: %s", (typed, reason) => {
  expect(problem(typed)).toBe(reason);
});

describe("Spellings of one name", () => {
  test.each(["ada", "ADA", "Ada", "ａｄａ", "ＡＤＡ", " ada", "ada \t", "𝐚𝐝𝐚"])(
    "%j is looked up as ada",
    (typed) => {
      expect(usernameKey(typed)).toBe("ada");
    },
  );

  test("Looking up twice changes nothing", () => {
    expect(usernameKey(usernameKey(" ＡＤＡ "))).toBe("ada");
  });
});

describe("Reserved names", () => {
  test.each([
    "admin",
    "Admin",
    "ADMIN",
    "ａｄｍｉｎ",
    "admin ",
    "support",
    "root",
    "login",
    "countersign",
    "postmaster",
  ])("%j is reserved", (typed) => {
    expect(problem(typed)).toBe("reserved");
  });

  test.each([
    "supp0rt",
    "r00t",
    "he1p",
    "he-lp",
    "adrnin",
    "vvebmaster",
    "no.reply",
    "C0untersign",
    "adm1n",
    "ADMlN",
  ])("%j looks like a reserved name and is reserved with it", (typed) => {
    expect(problem(typed)).toBe("reserved");
  });
});

describe("Names that look alike", () => {
  test.each([
    ["paypal", "paypa1"],
    ["paypal", "paypaI"],
    ["paypal", "pay.pal"],
    ["paypal", "PAYPAL"],
    ["google", "g00gle"],
    ["google", "gOOgle"],
    ["corner", "comer"],
    ["corner", "cor-ner"],
    ["wave", "vvave"],
    ["a_b-c", "abc"],
    ["milk", "mi1k"],
  ])("%j and %j cannot both be had", (one, other) => {
    expect(usernameSkeleton(one)).toBe(usernameSkeleton(other));
  });

  test.each([
    ["ada", "adb"],
    ["anna", "ana"],
    ["bob1", "bob2"],
    ["user5", "users"],
  ])("%j and %j are two names", (one, other) => {
    expect(usernameSkeleton(one)).not.toBe(usernameSkeleton(other));
  });
});
