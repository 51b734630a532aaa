import { posix } from "node:path";
import { isNode, type Node, textOf } from "./syntax";

/** `to` is a module of ours by its path without extension ("lib/auth" for lib/auth/index.ts), or a package. */
export type Import = Readonly<{ to: string; own: boolean; typeOnly: boolean }>;

export const moduleOf = (path: string): string =>
  path.replace(/\.(d\.ts|tsx?|jsx?|mjs)$/, "").replace(/\/index$/, "");

function resolve(from: string, specifier: string): Pick<Import, "to" | "own"> {
  if (specifier.startsWith("@/")) return { to: moduleOf(specifier.slice(2)), own: true };
  if (!specifier.startsWith(".")) return { to: specifier, own: false };
  return { to: moduleOf(posix.join(posix.dirname(from), specifier)), own: true };
}

const isTypes = (value: unknown): boolean =>
  isNode(value) && (value.importKind ?? value.exportKind) === "type";

function isTypeOnly(node: Node): boolean {
  if (isTypes(node) || node.type === "TSImportType") return true;
  const { specifiers } = node;
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every(isTypes);
}

const importing = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

export function importsOf(path: string, nodes: readonly Node[]): Import[] {
  return nodes
    .filter((node) => importing.has(node.type) && isNode(node.source))
    .map((node) => ({ ...resolve(path, textOf(node.source)), typeOnly: isTypeOnly(node) }));
}
