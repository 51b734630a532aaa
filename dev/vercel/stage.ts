import { copyFileSync, cpSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { BuiltFunction, FunctionConfig, Output } from "./output";

export interface StagedFunction {
  /** All the names it answers to. */
  names: string[];
  directory: string;
  config: FunctionConfig;
}

/** Its pages, for people: the names that stand for the same pages' data are left out. */
export function titleOf({ names }: StagedFunction): string {
  const pages = names.filter((name) => !name.includes(".rsc") && !name.startsWith("_global"));
  return (pages.length > 0 ? pages : names.slice(0, 1)).join(", ");
}

function assertNothingBeside(directory: string): void {
  for (let place = path.resolve(directory); ; place = path.dirname(place)) {
    const packages = path.join(place, "node_modules");
    if (existsSync(packages))
      throw new Error(`${packages} would be found by the functions: set TMPDIR elsewhere.`);
    if (place === path.dirname(place)) return;
  }
}

function copyOne(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}

function stageFunction({ directory, config }: BuiltFunction, source: string, target: string): void {
  // Links stay links: on Vercel too they lead to a file that was traced, or nowhere.
  cpSync(directory, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => path.basename(file) !== ".vc-config.json",
  });
  for (const [place, origin] of Object.entries(config.filePathMap))
    copyOne(path.join(source, origin), path.join(target, place));
}

/** Lays out every function with its traced files and nothing else, and the static files, in an empty directory. */
export function stage(output: Output, source: string, target: string): StagedFunction[] {
  assertNothingBeside(target);
  const staged = new Map<string, StagedFunction>();
  for (const [name, built] of output.functions) {
    const known = staged.get(built.directory);
    if (known) {
      known.names.push(name);
      continue;
    }
    const directory = path.join(target, "functions", String(staged.size));
    stageFunction(built, source, directory);
    staged.set(built.directory, { names: [name], directory, config: built.config });
  }
  cpSync(path.join(source, ".vercel/output/static"), path.join(target, "static"), { recursive: true });
  return [...staged.values()];
}
