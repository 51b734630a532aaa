import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAst, type Vite } from "vitest/node";

/**
 * Which copy of a module is meant: `1` and `2` are those of the two instances, each with all that it imports, `both` is
 * what tests get: its functions are those of the two instances in turn.
 */
type Copy = "1" | "2" | "both" | "none";

const MARK = /\?instance=(1|2|both|none)$/;
const turns = path.resolve("tests/support/turns.ts");

const within = (folder: string, id: string) => id.startsWith(`${path.resolve(folder)}/`);
const unmarked = (id: string) => id.replace(MARK, "");

function copyOf(id: string | undefined): Copy | null {
  const mark = id && MARK.exec(id)?.[1];
  return mark === "1" || mark === "2" || mark === "both" || mark === "none" ? mark : null;
}

const isOurs = (id: string) =>
  /\.tsx?$/.test(id) && ["app", "components", "db", "lib"].some((folder) => within(folder, id));

type Statement = ReturnType<typeof parseAst>["body"][number];

/** Names of what a statement exports, but types. */
function exportsOf(statement: Statement): string[] {
  if (statement.type === "ExportDefaultDeclaration") return ["default"];
  if (statement.type === "ExportAllDeclaration")
    throw new Error("An instance's module may not export all of another: name what it exports.");
  if (statement.type !== "ExportNamedDeclaration" || statement.exportKind === "type") return [];
  const { declaration, specifiers } = statement;
  const named = specifiers
    .filter(({ exportKind }) => exportKind !== "type")
    .map(({ exported }) => ("name" in exported ? exported.name : exported.value));
  if (declaration?.type === "VariableDeclaration")
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  if (declaration?.type === "FunctionDeclaration" || declaration?.type === "ClassDeclaration")
    return declaration.id ? [declaration.id.name] : [];
  return named;
}

/** The module that tests get in place of `file`. */
function inTurns(file: string): string {
  const { body } = parseAst(readFileSync(file, "utf8"), { lang: file.endsWith("x") ? "tsx" : "ts" }, file);
  const names = body.flatMap(exportsOf);
  const specifier = (copy: Copy) => JSON.stringify(`${file}?instance=${copy}`);
  return [
    `import { inTurns } from ${JSON.stringify(turns)};`,
    `import * as first from ${specifier("1")};`,
    `import * as second from ${specifier("2")};`,
    ...names.map((name) =>
      name === "default"
        ? `export default inTurns(first, second, "default");`
        : `export const ${name} = inTurns(first, second, "${name}");`,
    ),
  ].join("\n");
}

/**
 * Gives integration tests two instances of the application in one process: every module of it is loaded twice, as two
 * graphs that share nothing but the database, the mocks of the test and the packages.
 */
export function twoInstances(): Vite.Plugin {
  return {
    name: "two-instances",
    enforce: "pre",
    async resolveId(source, importer, options) {
      const test = importer && within("tests", unmarked(importer));
      const from = test ? "both" : copyOf(importer);
      const copy = copyOf(source) ?? from;
      if (!copy) return null;
      const settings = { ...options, skipSelf: true };
      const found = await this.resolve(unmarked(source), importer && unmarked(importer), settings);
      const copied = found && copy !== "none" && !found.external && isOurs(found.id);
      return copied ? `${found.id}?instance=${copy}` : found;
    },
    load(id) {
      return copyOf(id) === "both" ? inTurns(unmarked(id)) : null;
    },
    transform(code, id) {
      if (!copyOf(id) || !within("db", id) || !code.includes("globalThis as")) return null;
      // Here alone something is shared by all modules of a process, for the development server's sake.
      return code.replace("globalThis as", "{} as");
    },
  };
}
