import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startChild } from "./child";
import { step } from "./progress";

export const next = path.resolve("node_modules/next/dist/bin/next");

const buildId = ".next/BUILD_ID";
const record = ".next/built-from.json";
/** Everything else is no part of a build. */
const outside = new Set([
  ".git",
  ".next",
  ".data",
  ".ci",
  ".vercel",
  "node_modules",
  "dev",
  "docs",
  "tests",
  "test-results",
]);
const generated = /^next-env\.d\.ts$|\.tsbuildinfo$|\.md$/;

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(directory, name))
    .filter((file) => statSync(file).isFile());
}

/** One hash over names and contents of all that a build is made from. */
export function fingerprint(root: string): string {
  const files = readdirSync(root, { withFileTypes: true })
    .filter((entry) => !outside.has(entry.name) && !generated.test(entry.name))
    .flatMap((entry) => {
      const place = path.join(root, entry.name);
      return entry.isDirectory() ? filesBelow(place) : [place];
    });
  const hash = createHash("sha256").update(process.version);
  for (const file of files.sort())
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** The record names the build as well: one that someone else made since then does not pass for this one. */
function recordOf(sources: string): string {
  return JSON.stringify({ sources, build: existsSync(buildId) ? readFileSync(buildId, "utf8") : "" });
}

function isFresh(sources: string): boolean {
  return existsSync(buildId) && existsSync(record) && readFileSync(record, "utf8") === recordOf(sources);
}

/** Makes the production build, unless the one that is there was made from exactly these sources. */
export async function ensureBuild(defer: (stop: () => Promise<void>) => void): Promise<void> {
  const sources = fingerprint(".");
  if (isFresh(sources)) return;
  rmSync(record, { force: true });
  await step("Building the application", async () => {
    const build = startChild(process.execPath, [next, "build"], {
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      output: "keep",
    });
    defer(build.stop);
    if ((await build.exited) !== 0) throw new Error(`The build failed. It said:\n${build.tail().trim()}`);
  });
  writeFileSync(record, recordOf(sources));
}
