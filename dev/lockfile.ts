import { readFileSync, writeFileSync } from "node:fs";
import { completeLockfile, missingEntries } from "./checks/lockfile";

const file = "package-lock.json";

/** Completes the lockfile after an install from a registry that lacks other systems' builds. */
export async function run(): Promise<number> {
  const lock: unknown = JSON.parse(readFileSync(file, "utf8"));
  const missing = Object.keys(missingEntries(lock));
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`);
  console.log(missing.length === 0 ? `${file} is complete.` : `Added to ${file}:\n${missing.join("\n")}`);
  return 0;
}
