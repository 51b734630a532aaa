import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()).default([]),
});

/** A runner that says it failed, yet names no failed test, counts as one failure; so does one that ran nothing. */
function settle(counts: Counts, exitCode: number): Counts {
  const nothingRan = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (exitCode !== 0 || nothingRan) ? { ...counts, failed: 1 } : counts;
}

/** What did not pass failed, skipped tests too: there is no reason to keep a test that does not run. */
export function countVitest(report: unknown, suite: string, exitCode: number): Counts {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const files = parsed.data.testResults.filter(({ name }) =>
    name.replaceAll("\\", "/").includes(`/tests/${suite}/`),
  );
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  const unloadable = files.filter(
    (file) => file.status !== "passed" && file.assertionResults.every(({ status }) => status === "passed"),
  ).length;
  return settle({ passed, failed: tests.length - passed + unloadable }, exitCode);
}

export function countPlaywright(report: unknown, exitCode: number): Counts {
  const parsed = playwrightReport.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  return settle(
    { passed: expected, failed: unexpected + flaky + skipped + parsed.data.errors.length },
    exitCode,
  );
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, counts) => ({ passed: total.passed + counts.passed, failed: total.failed + counts.failed }),
    { passed: 0, failed: 0 },
  );
}

/** The line that ends every run. */
export function closingLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
