import { describe, expect, test } from "vitest";
import { closingLine, countPlaywright, countVitest, sum } from "../../../dev/testing/counts";

const file = (suite: string, status: string, ...results: string[]) => ({
  name: `/project/tests/${suite}/one.test.ts`,
  status,
  assertionResults: results.map((result) => ({ status: result })),
});

describe("countVitest", () => {
  test("Passed and failed tests of the suite are counted", () => {
    const report = { testResults: [file("unit", "failed", "passed", "passed", "failed")] };
    expect(countVitest(report, "unit", 1)).toEqual({ passed: 2, failed: 1 });
  });

  test("A skipped test and a test to be written count as failed", () => {
    const report = { testResults: [file("unit", "passed", "passed", "skipped", "todo", "pending")] };
    expect(countVitest(report, "unit", 0)).toEqual({ passed: 1, failed: 3 });
  });

  test("A file that could not be loaded counts as one failure", () => {
    const report = { testResults: [file("unit", "passed", "passed"), file("unit", "failed")] };
    expect(countVitest(report, "unit", 1)).toEqual({ passed: 1, failed: 1 });
  });

  test("A file whose tests passed and whose cleaning up did not counts as one failure", () => {
    expect(countVitest({ testResults: [file("unit", "failed", "passed")] }, "unit", 1)).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  test("A runner that failed without naming a test counts as one failure", () => {
    expect(countVitest({ testResults: [file("unit", "passed", "passed")] }, "unit", 1)).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  test("A suite that ran nothing, and a runner that left no report, count as one failure", () => {
    expect(countVitest({ testResults: [] }, "unit", 0)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(undefined, "unit", 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("countPlaywright", () => {
  const stats = (expected: number, unexpected = 0, flaky = 0, skipped = 0) => ({
    stats: { expected, unexpected, flaky, skipped },
    errors: [],
  });

  test("Passed and failed tests are counted, flaky and skipped ones as failed", () => {
    expect(countPlaywright(stats(5, 1, 2, 3), 1)).toEqual({ passed: 5, failed: 6 });
  });

  test("An error outside of every test counts as a failure", () => {
    expect(countPlaywright({ ...stats(0), errors: [{ message: "no tests found" }] }, 1)).toEqual({
      passed: 0,
      failed: 1,
    });
  });

  test("A run that ended badly or ran nothing counts as one failure, whatever it reported", () => {
    expect(countPlaywright(stats(3), 1)).toEqual({ passed: 3, failed: 1 });
    expect(countPlaywright(stats(0), 0)).toEqual({ passed: 0, failed: 1 });
    expect(countPlaywright(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});

test("The closing line sums all parts", () => {
  expect(
    closingLine(
      sum([
        { passed: 10, failed: 0 },
        { passed: 2, failed: 1 },
      ]),
    ),
  ).toBe("12 passed, 1 failed");
});
