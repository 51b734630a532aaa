import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Lifetime } from "../../../dev/lifetime";

const manifest = "server/functions-config-manifest.json";
const functions = z.looseObject({ functions: z.record(z.string(), z.unknown()) });

/** Within the project: modules are found in the directories above. */
const parent = ".data/tests";
/** What `next start` reads beside the build. */
const beside = ["package.json", "next.config.ts", "public"];

/**
 * A copy of the production build in which Next finds no proxy. All code is compiled already and `proxy.ts` is a
 * bundle of its own, so taking it out of the manifest leaves what a build without that file would be.
 */
export function copyBuildWithoutProxy({ defer }: Lifetime): string {
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(path.join(parent, "without-proxy-"));
  defer(() => rmSync(directory, { recursive: true, force: true }));
  for (const name of beside)
    if (existsSync(name)) cpSync(name, path.join(directory, name), { recursive: true });
  cpSync(".next", path.join(directory, ".next"), {
    recursive: true,
    filter: (source) => !/^\.next[\\/](cache|dev|trace|diagnostics)/.test(source),
  });
  const file = path.join(directory, ".next", manifest);
  const { functions: all, ...rest } = functions.parse(JSON.parse(readFileSync(file, "utf8")));
  const { "/_middleware": proxy, ...others } = all;
  if (!proxy) throw new Error(`${manifest} names no proxy: the build keeps it elsewhere now.`);
  writeFileSync(file, JSON.stringify({ ...rest, functions: others }));
  return directory;
}
