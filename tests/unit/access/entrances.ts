import type { Source } from "../boundaries/source";
import { isNode, type Node, nodesOf, textOf } from "../boundaries/syntax";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What a browser can reach, as lib/access/places.ts calls it. */
export type Entrance = Readonly<{
  key: string;
  kind: "page" | "action" | "handler";
  /** Names that are called on the way, in functions of the same file too. */
  calls: ReadonlySet<string>;
  /** First arguments of `requireSession`, second ones of `ownChange`. */
  guards: readonly string[];
}>;

/** Without the groups, which are no part of an address. */
const addressOf = (path: string) =>
  path
    .replace(/^app/, "")
    .replace(/\/\([^)]+\)/g, "")
    .replace(/\/[^/]+$/, "") || "/";

const declared = (node: Node): (readonly [string, Node])[] => {
  if (node.type === "FunctionDeclaration") return [[textOf(node.id), node]];
  if (node.type !== "VariableDeclaration" || !Array.isArray(node.declarations)) return [];
  return node.declarations.filter(isNode).map((one) => [textOf(one.id), one] as const);
};

type File = Readonly<{
  exported: ReadonlyMap<string, Node>;
  /** Everything that stands on its own in it. */
  all: ReadonlyMap<string, Node>;
}>;

function fileOf({ nodes }: Source): File {
  const exports = nodes.filter(({ type }) => /^Export(Named|Default)Declaration$/.test(type));
  const names = exports.flatMap(({ declaration }) => (isNode(declaration) ? declared(declaration) : []));
  const [program] = nodes;
  const body = program && Array.isArray(program.body) ? program.body.filter(isNode) : [];
  return { exported: new Map(names), all: new Map([...body.flatMap(declared), ...names]) };
}

const calleeOf = ({ callee }: Node): string => textOf(callee);

/** Calls in a function, and in those of its file that it names. */
function callsIn({ all }: File, start: Node): Node[] {
  const seen = new Set([start]);
  for (const node of seen)
    for (const { type, ...named } of nodesOf(node)) {
      const other = type === "Identifier" ? all.get(textOf({ type, ...named })) : undefined;
      if (other) seen.add(other);
    }
  return [...seen].flatMap(nodesOf).filter(({ type }) => type === "CallExpression");
}

function guardsOf({ all }: File, calls: readonly Node[]): string[] {
  return calls.flatMap((call) => {
    const place = { requireSession: 0, ownChange: 1 }[calleeOf(call)];
    if (place === undefined || !Array.isArray(call.arguments)) return [];
    const given: unknown = call.arguments[place];
    const constant = isNode(given) && given.type === "Identifier" ? all.get(textOf(given))?.init : given;
    return [textOf(constant)];
  });
}

/** Every page, action and handler that a file makes. */
export function entrancesOf(source: Source): Entrance[] {
  const match = /^app\/(?:.*\/)?(page\.tsx|actions\.ts|route\.ts)$/.exec(source.path);
  if (!match) return [];
  const file = fileOf(source);
  const address = addressOf(source.path);
  const entrance = (kind: Entrance["kind"], key: string, start: Node): Entrance => {
    const calls = callsIn(file, start);
    return { kind, key, calls: new Set(calls.map(calleeOf)), guards: guardsOf(file, calls) };
  };
  const exported = [...file.exported];
  if (match[1] === "page.tsx")
    return exported.filter(([name]) => /Page$/.test(name)).map(([, node]) => entrance("page", address, node));
  if (match[1] === "actions.ts")
    return exported.map(([name, node]) => entrance("action", `${address}#${name}`, node));
  return exported
    .filter(([name]) => METHODS.includes(name))
    .map(([name, node]) => entrance("handler", `${name} ${address}`, node));
}
