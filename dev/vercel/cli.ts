import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Child, startChild } from "../child";

const version = "60.1.3";
const packageShape = z.object({ version: z.string() });

type Defer = (stop: Child["stop"]) => void;

async function mustSucceed(what: string, child: Child, defer: Defer): Promise<void> {
  defer(child.stop);
  if ((await child.exited) !== 0) throw new Error(`${what} failed. It said:\n${child.tail().trim()}`);
}

function isInstalled(directory: string): boolean {
  const file = path.join(directory, "node_modules/vercel/package.json");
  return existsSync(file) && packageShape.parse(JSON.parse(readFileSync(file, "utf8"))).version === version;
}

/** Vercel's own command, in a place of its own: it is no part of this project's dependencies. */
export async function installCli(directory: string, defer: Defer): Promise<string> {
  if (!isInstalled(directory)) {
    mkdirSync(directory, { recursive: true });
    const flags = ["--prefix", directory, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    const npm = startChild("npm", ["install", ...flags, `vercel@${version}`], { output: "keep" });
    await mustSucceed(`Installing vercel@${version}`, npm, defer);
  }
  return path.resolve(directory, "node_modules/vercel/dist/vc.js");
}

interface BuildOptions {
  cli: string;
  source: string;
  env: Readonly<Record<string, string>>;
  /** Build through Next's adapter interface, which Vercel can switch on for a project. */
  adapter: boolean;
  defer: Defer;
}

/** This machine's environment without what would change how the packages are installed or the build is made. */
function buildEnvironment(env: Readonly<Record<string, string>>, adapter: boolean): NodeJS.ProcessEnv {
  const all = {
    ...process.env,
    ...env,
    CI: "1",
    NEXT_ENABLE_ADAPTER: adapter ? "1" : "",
    VERCEL_TELEMETRY_DISABLED: "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  for (const name of ["NODE_ENV", "NODE_OPTIONS", "NODE_PATH"]) Reflect.deleteProperty(all, name);
  return all;
}

/** Runs `vercel build` as Vercel does, its own `npm install` included. */
export async function buildForVercel({ cli, source, env, adapter, defer }: BuildOptions): Promise<void> {
  const args = [cli, "build", "--prod", "--yes", "--global-config", path.resolve(source, "../config")];
  const options = { cwd: source, env: buildEnvironment(env, adapter), output: "keep" } as const;
  await mustSucceed("vercel build", startChild(process.execPath, args, options), defer);
}
