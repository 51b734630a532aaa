import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { startChild } from "../child";

const manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** The file behind a package's command; started by Node itself, it needs no shell on any system. */
function programOf(packageName: string, command: string): string {
  const directory = path.resolve("node_modules", packageName);
  const { bin } = manifest.parse(JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")));
  const file = typeof bin === "string" ? bin : bin[command];
  if (!file) throw new Error(`${packageName} has no command ${command}.`);
  return path.join(directory, file);
}

/** Runs an installed package's command; what it wrote is the problem when it fails. */
export async function runTool(
  packageName: string,
  args: readonly string[],
  command = packageName,
): Promise<string[]> {
  const child = startChild(process.execPath, [programOf(packageName, command), ...args], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: "1" },
    output: "keep",
  });
  const code = await child.exited;
  return code === 0 ? [] : [child.tail().trim() || `${command} ended with code ${code}`];
}
