import type { Rule } from "./rule";
import type { Source } from "./source";
import { isNode, type Node, nodesOf, textOf } from "./syntax";

const INSIDE = ["transaction", "inTurn"];

const calls = (node: unknown): string[] =>
  nodesOf(node)
    .filter(({ type }) => type === "CallExpression")
    .map(({ callee }) => textOf(callee));

/** Functions by their name, as they stand in the files of the database. */
const functionsOf = ({ nodes }: Source): (readonly [string, Node])[] =>
  nodes
    .filter(({ type, init }) => type === "FunctionDeclaration" || (isNode(init) && "params" in init))
    .map((node) => [textOf(node.id), node] as const);

/** Whatever takes a connection, by itself or by what it calls. */
function takers(sources: readonly Source[]): Set<string> {
  const functions = sources.flatMap(functionsOf).map(([name, node]) => [name, calls(node)] as const);
  const taking = new Set(["db", "pool", ...INSIDE]);
  for (let size = 0; size < taking.size; ) {
    size = taking.size;
    for (const [name, called] of functions) if (called.some((one) => taking.has(one))) taking.add(name);
  }
  return taking;
}

/** What is handed to a transaction as its work. */
const worksIn = ({ nodes }: Source): unknown[] =>
  nodes
    .filter((node) => node.type === "CallExpression" && INSIDE.includes(textOf(node.callee)))
    .flatMap(({ arguments: given }) => given);

export const database: readonly Rule[] = [
  {
    title: "A transaction asks nobody for another connection: all that are there may be held by such as it",
    offences: (all) => {
      const sources = all.filter(({ path }) => path.startsWith("db/"));
      const taking = takers(sources);
      return sources.flatMap((source) =>
        worksIn(source)
          .flatMap(calls)
          .filter((name) => taking.has(name))
          .map((name) => `${source.path}: calls ${name} in a transaction`),
      );
    },
    broken: [
      { "db/queries/a.ts": "export const a = () => transaction(async () => db().execute(one));" },
      {
        "db/queries/b.ts": "export async function counted() { return db().execute(one); }",
        "db/queries/c.ts": `
          import { counted } from "./b";
          const twice = async () => [await counted(), await counted()];
          export const c = (key: string) => inTurn(key, async (held) => { await held.execute(one); await twice(); });`,
      },
    ],
  },
];
