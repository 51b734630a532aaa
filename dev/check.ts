import { checkContracts } from "./checks/contracts";
import { checkFloors } from "./checks/floors";
import { checkLockfile } from "./checks/lockfile";
import { checkMigrations } from "./checks/migrations";
import { runTool } from "./checks/tool";
import { seconds } from "./progress";

interface Check {
  name: string;
  /** What is wrong, nothing when all is well. */
  find: () => Promise<string[]>;
}

/** Next writes the types of the pages that there are; tsc reads them. */
async function checkTypes(): Promise<string[]> {
  const generated = await runTool("next", ["typegen"]);
  return generated.length > 0 ? generated : runTool("typescript", ["--noEmit"], "tsc");
}

const checks: readonly Check[] = [
  {
    name: "format and lint",
    find: () => runTool("@biomejs/biome", ["ci", "--colors=off", "--error-on-warnings", "."], "biome"),
  },
  { name: "types", find: checkTypes },
  { name: "unused files, exports and dependencies", find: () => runTool("knip", []) },
  { name: "complete lockfile", find: checkLockfile },
  { name: "version floors", find: checkFloors },
  { name: "schema against migrations", find: checkMigrations },
  { name: "migrations against running code", find: () => checkContracts() },
];

async function passes({ name, find }: Check): Promise<boolean> {
  const from = Date.now();
  const problems = await find().catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  console.log(`  ${problems.length === 0 ? "ok    " : "FAILED"}  ${name} (${seconds(from)})`);
  if (problems.length > 0) console.log(`${problems.join("\n").replace(/^/gm, "    ")}\n`);
  return problems.length === 0;
}

/** Runs every check, also after one has failed. */
export async function run(): Promise<number> {
  let failed = 0;
  for (const check of checks) if (!(await passes(check))) failed += 1;
  console.log(
    failed === 0
      ? `\nAll ${checks.length} checks are fine.`
      : `\n${failed} of ${checks.length} checks failed.`,
  );
  return failed === 0 ? 0 : 1;
}
