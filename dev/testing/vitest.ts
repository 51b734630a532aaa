import path from "node:path";
import { startChild } from "../child";
import type { Lifetime } from "../lifetime";
import { integrationSuites } from "./conditions";
import { type Counts, countVitest } from "./counts";
import { failuresOf } from "./failures";
import { readReport, reportFile } from "./report";

const vitest = path.resolve("node_modules/vitest/vitest.mjs");

/** Runs one of vitest's projects; its own output goes to the terminal. What failed is added to `failures`. */
export async function runVitest(suite: string, { defer }: Lifetime, failures: string[]): Promise<Counts> {
  const report = reportFile(defer);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const integration = integrationSuites.includes(suite);
  const child = startChild(process.execPath, [vitest, "run", `--project=${suite}`, ...reporters], {
    env: { ...process.env, CONDITIONS: integration ? suite : "integration" },
    output: "inherit",
  });
  defer(child.stop);
  const exitCode = await child.exited;
  const told = readReport(report);
  const counts = countVitest(told, integration ? "integration" : suite, exitCode);
  if (counts.failed > 0) failures.push(...failuresOf(told, suite));
  return counts;
}
