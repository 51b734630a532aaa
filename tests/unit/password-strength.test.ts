import { expect, test } from "vitest";
import { passwordStrength } from "@/lib/password-strength";
import { newPassword } from "@/lib/schemas/password";

test.each([
  ["", 0, "At least 12 characters."],
  ["a", 1, "11 more characters."],
  ["elevenchars", 1, "1 more character."],
  ["e\u0301".repeat(11), 1, "1 more character."],
  ["👍".repeat(10), 1, "2 more characters."],
  ["aaaaaaaaaaaa", 1, "Long enough, but easy to guess."],
  ["ababababababababababab", 1, "Long enough, but easy to guess."],
  ["AaAaBbBbCcCcDdDdEeEe", 1, "Long enough, but easy to guess."],
  ["            ", 1, "Long enough, but easy to guess."],
  ["twelve chars", 2, "Long enough. A few more characters make it stronger."],
  ["sixteen chars ok", 3, "Good."],
  ["nineteen characters", 3, "Good."],
  ["twenty characters ok", 4, "Very good."],
])("%j has strength %i: %s", (password, level, text) => {
  expect(passwordStrength(password)).toEqual({ level, text });
});

test.each(["elevenchars", "e\u0301".repeat(11), "👍".repeat(11), "twelve chars", "e\u0301bcdefghijkl"])(
  "The hint says that %j is too short exactly when the rule does",
  (password) => {
    expect(/^\d+ more/.test(passwordStrength(password).text)).toBe(!newPassword.safeParse(password).success);
  },
);
