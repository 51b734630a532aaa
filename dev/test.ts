import { beginLifetime } from "./lifetime";
import { seconds } from "./progress";
import { runBrowserSuite } from "./testing/browser-suite";
import { integrationSuites } from "./testing/conditions";
import { type Counts, closingLine, sum } from "./testing/counts";
import { runVitest } from "./testing/vitest";

/** What runs when nothing is named. `distributed` is the integration tests once more, and takes as long again. */
const usual = ["unit", "contract", "integration", "e2e"];
const suites = [...new Set(["unit", "contract", ...integrationSuites, "e2e"])];

/** A suite has a lifetime of its own, so that nothing of it is left when the next one starts. */
async function runSuite(suite: string, failures: string[]): Promise<Counts> {
  const lifetime = beginLifetime();
  const from = Date.now();
  console.log(`\n── ${suite}`);
  let counts: Counts = { passed: 0, failed: 1 };
  try {
    counts = await (suite === "e2e" ? runBrowserSuite(lifetime) : runVitest(suite, lifetime, failures));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    await lifetime.end();
  }
  console.log(`── ${suite}: ${counts.passed} of ${counts.passed + counts.failed} passed in ${seconds(from)}`);
  return counts;
}

/** The usual suites, or those that are named, one after the other. The last line is `N passed, N failed`. */
export async function run(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !suites.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such suite: ${unknown.join(", ")}. There are ${suites.join(", ")}.`);
  const all: Counts[] = [];
  const failures: string[] = [];
  for (const suite of suites) {
    if ((wanted.length === 0 ? usual : wanted).includes(suite)) all.push(await runSuite(suite, failures));
  }
  const total = sum(all);
  if (failures.length > 0) console.log(`\nWhat failed before the browser came:\n  ${failures.join("\n  ")}`);
  console.log(`\n${closingLine(total)}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}
