import { expect, test } from "vitest";
import { leftWords } from "@/components/factors/left-words";

test.each([
  [{ passkey: 0, phone: 0, authenticator: 0 }, null],
  [{ passkey: 1, phone: 0, authenticator: 0 }, "one passkey"],
  [{ passkey: 0, phone: 2, authenticator: 1 }, "2 phones that approve and one authenticator app"],
  [
    { passkey: 3, phone: 1, authenticator: 2 },
    "3 passkeys, one phone that approves and 2 authenticator apps",
  ],
])("What is left is said in words: %j", (left, words) => {
  expect(leftWords({ left })).toBe(words);
});
