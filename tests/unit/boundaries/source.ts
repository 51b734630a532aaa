import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";
import { type Import, importsOf } from "./imports";
import { type Node, nodesOf } from "./syntax";

/** One file as the rules look at it. Paths are those inside the project, with slashes. */
export type Source = Readonly<{
  path: string;
  text: string;
  nodes: readonly Node[];
  imports: readonly Import[];
}>;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders = ["app", "components", "db", "dev", "lib", "tests"];

const languageOf = (path: string) => /\.(tsx|ts|jsx|js|mjs)$/.exec(path)?.[1];

export function sourceOf(path: string, text: string): Source {
  const language = languageOf(path);
  if (language === undefined) return { path, text, nodes: [], imports: [] };
  const lang = language === "mjs" ? "js" : language === "tsx" || language === "ts" ? language : "jsx";
  const nodes = nodesOf(parseAst(text, { lang }, path));
  return { path, text, nodes, imports: importsOf(path, nodes) };
}

export const readText = (path: string): string => readFileSync(`${root}${path}`, "utf8");

const isText = (path: string) => languageOf(path) !== undefined || path.endsWith(".css");

/** Everything that was written by hand: all folders, and the configuration beside them. */
export function readSources(): Source[] {
  const inFolders = folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`),
  );
  const beside = readdirSync(root).filter((name) => name !== "next-env.d.ts");
  const paths = [...inFolders, ...beside].map((path) => path.replaceAll("\\", "/")).filter(isText);
  return paths.toSorted().map((path) => sourceOf(path, readText(path)));
}
