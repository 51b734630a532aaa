import path from "node:path";
import { findBrowser } from "../browser";
import { ensureBuild } from "../build";
import { startChild } from "../child";
import type { Lifetime } from "../lifetime";
import { type Counts, countPlaywright } from "./counts";
import { readReport, reportFile } from "./report";
import { logFiles, startSubject } from "./subject";

const playwright = path.resolve("node_modules/@playwright/test/cli.js");
/** Journeys in a browser, against the production build. */
export async function runBrowserSuite(lifetime: Lifetime): Promise<Counts> {
  const { executablePath } = findBrowser();
  await ensureBuild(lifetime.defer);
  const { appUrl, databaseUrl, simulator } = await startSubject(lifetime);
  // What the tests must know of it, by name.
  const subject = { E2E_BASE_URL: appUrl, E2E_SIMULATOR_URL: simulator.url, E2E_DATABASE_URL: databaseUrl };
  const report = reportFile(lifetime.defer);
  const child = startChild(process.execPath, [playwright, "test", "--forbid-only"], {
    env: { ...process.env, ...subject, CHROMIUM_PATH: executablePath, E2E_REPORT: report },
    output: "inherit",
  });
  lifetime.defer(child.stop);
  const exitCode = await child.exited;
  const counts = countPlaywright(readReport(report), exitCode);
  if (counts.failed > 0)
    console.log(`  The application's logs: ${logFiles}; screenshots and traces: test-results/`);
  return counts;
}
