import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Answer } from "./invoke";
import type { Output } from "./output";
import type { StagedFunction } from "./stage";

export type Target =
  | { kind: "function"; staged: StagedFunction; name: string }
  | { kind: "file"; answer: Answer };

export type Finder = (place: string) => Target | undefined;

const types: Record<string, string> = {
  ".js": "application/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Finds what is at a path: a file or a function. */
export function createFinder(
  overrides: Output["overrides"],
  functions: readonly StagedFunction[],
  staticDirectory: string,
): Finder {
  const byName = new Map(functions.flatMap((staged) => staged.names.map((name) => [name, staged] as const)));
  const renamed = new Map(Object.entries(overrides).map(([file, { path: place }]) => [place ?? file, file]));
  return (place: string): Target | undefined => {
    const name = place === "/" ? "index" : place.slice(1);
    const staged = byName.get(name);
    if (staged) return { kind: "function", staged, name };
    const relative = renamed.get(name) ?? name;
    const file = path.resolve(staticDirectory, relative);
    if (!file.startsWith(`${path.resolve(staticDirectory)}${path.sep}`)) return undefined;
    if (!existsSync(file) || !statSync(file).isFile()) return undefined;
    const type = overrides[relative]?.contentType ?? types[path.extname(file)];
    const headers = new Headers({ "content-type": type ?? "application/octet-stream" });
    return { kind: "file", answer: { status: 200, headers, body: readFileSync(file) } };
  };
}
