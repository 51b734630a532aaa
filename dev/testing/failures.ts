import { z } from "zod";

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const linesShown = 12;

const beginning = (text: string): string =>
  text
    .split("\n")
    .slice(0, linesShown)
    .map((line) => `    ${line}`)
    .join("\n");

/**
 * What failed by vitest's report, a test with the beginning of its message each: told once more at the very end of a
 * long run, whose beginning nobody may have kept. Playwright's own list is there already.
 */
export function failuresOf(report: unknown, suite: string): readonly string[] {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return [`${suite}: its runner left no report`];
  return parsed.data.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status !== "passed");
    const where = name.replaceAll("\\", "/").split("/tests/").at(-1) ?? name;
    if (failed.length === 0 && status !== "passed") return [`tests/${where}\n${beginning(message)}`];
    return failed.map(
      ({ fullName, failureMessages }) =>
        `tests/${where} › ${fullName}\n${beginning((failureMessages ?? []).join("\n"))}`,
    );
  });
}
