import { describe, expect, test } from "vitest";
import { changedWords } from "@/lib/account/changed";
import { languageName } from "@/lib/account/language";
import { methodWords } from "@/lib/account/methods";
import { sessionRules } from "@/lib/account/sessions";
import { agoWords, spanWords } from "@/lib/account/span";

test.each([
  [0, "just now"],
  [119, "just now"],
  [120, "2 minutes ago"],
  [12 * 60 + 59, "12 minutes ago"],
  [3_599, "59 minutes ago"],
  [3_600, "1 hour ago"],
  [86_400, "24 hours ago"],
  [2 * 86_400, "2 days ago"],
])("%i seconds ago is %j", (seconds, words) => {
  expect(agoWords(seconds)).toBe(words);
});

test.each([
  [60, "1 minute"],
  [1_800, "30 minutes"],
  [3_600, "1 hour"],
  [86_400, "24 hours"],
  [7 * 86_400, "7 days"],
])("%i seconds last %j", (seconds, words) => {
  expect(spanWords(seconds)).toBe(words);
});

test("The rules of sessions are those of the policy", () => {
  expect(sessionRules()).toBe(
    "At most 10 sessions are open at a time: one more, and the one that was unused the longest ends. " +
      "A session opened with both factors ends after 24 hours or 1 hour without use, " +
      "one opened with one factor alone after 7 days or 24 hours without use.",
  );
});

test("Methods are named as people know them", () => {
  expect(methodWords(["pwd", "sms"])).toBe("password and PIN to the phone");
  expect(methodWords([])).toBe("");
});

test.each([
  [null, "As your browser says"],
  ["fr", "French"],
  ["en-GB", "British English"],
  ["pt-BR", "Brazilian Portuguese"],
  ["no such tag!", "no such tag!"],
])("The language %j is %j", (locale, name) => {
  expect(languageName(locale)).toBe(name);
});

describe("What the account says after a change", () => {
  const told = (email: boolean, text = false) => changedWords("password", () => ({ email, text }))?.text;

  test("It says who was told, and only where that was done", () => {
    expect(told(true)).toBe(
      "All your other sessions have ended. Every address we know of you has been told.",
    );
    expect(told(true, true)).toMatch(/has been told, and your phone\.$/);
    expect(told(false, true)).toMatch(/Your phone has been told\.$/);
    expect(told(false)).toBe("All your other sessions have ended.");
  });

  test.each(["username", "email-sent", "email", "password", "phone", "language", "sessions"])(
    "%s has words",
    (word) => {
      expect(changedWords(word, () => ({ email: true, text: false }))?.title).toMatch(/^[A-Z]/);
    },
  );

  test.each([undefined, "", "Your account was stolen", "toString", "__proto__", ["password"]])(
    "%j says nothing",
    (word) => {
      expect(changedWords(word, () => ({ email: true, text: true }))).toBeNull();
    },
  );
});
