import { expect, test } from "vitest";
import { countWords, outcomeWords } from "@/lib/admin/job-words";

test("What a run did is told in plain words, without what it did not do", () => {
  expect(countWords({ rows: 12_000, expiredRows: 3, sends: 0, head: "abc" })).toBe(
    "rows: 12,000, expired rows: 3",
  );
  expect(countWords({ rows: 0, head: "abc" })).toBe("There was nothing to do");
});

test.each([
  [{ outcome: "done", seconds: 0.2, error: null }, "Done in 1 s"],
  [{ outcome: "done", seconds: 61.6, error: null }, "Done in 62 s"],
  [{ outcome: "failed", seconds: 1, error: "TypeError" }, "Failed: TypeError"],
  [{ outcome: "lost", seconds: null, error: null }, "Did not end: its instance is gone"],
  [{ outcome: "running", seconds: null, error: null }, "Under way"],
] as const)("How a run ended is told: %j", (ended, words) => {
  const run = { name: "seal", startedAt: 0, counts: null, doneAt: null, idleSeconds: null };
  expect(outcomeWords({ ...run, ...ended })).toBe(words);
});
