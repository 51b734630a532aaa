import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where a runner writes its report; it goes at the end. */
export function reportFile(defer: (stop: () => void) => void): string {
  const directory = mkdtempSync(path.join(tmpdir(), "countersign-report-"));
  defer(() => rmSync(directory, { recursive: true, force: true }));
  return path.join(directory, "report.json");
}

/** Undefined when the runner ended without one. */
export function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
