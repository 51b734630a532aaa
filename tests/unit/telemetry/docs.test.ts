import { expect, test } from "vitest";
import { readSources, readText, type Source } from "../boundaries/source";
import { isNode, type Node, textOf } from "../boundaries/syntax";

type Event = Readonly<{ name: string; fields: readonly string[] }>;

const list = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** An event's name as it is written; "*" for what is filled in; null where it is not written there. */
function nameOf(node: Node | undefined): string | null {
  if (node?.type === "Literal") return textOf(node);
  if (node?.type !== "TemplateLiteral") return null;
  return list(node.quasis)
    .map(({ value }) => (typeof value === "object" && value !== null && "raw" in value ? value.raw : ""))
    .join("*");
}

/** Names of what is given as an object; what is spread or kept elsewhere is not seen. */
const fieldsOf = (node: Node | undefined): string[] =>
  list(node?.properties)
    .map(({ key }) => textOf(key))
    .filter(Boolean);

/** What `log(level, event, fields)` is called with. */
function eventsOf({ nodes }: Source): Event[] {
  const calls = nodes.filter((node) => node.type === "CallExpression" && textOf(node.callee) === "log");
  return calls.flatMap(({ arguments: given }) => {
    const [, event, fields] = list(given);
    const name = nameOf(event);
    return name === null ? [] : [{ name, fields: fieldsOf(fields) }];
  });
}

const shipped = readSources().filter(({ path }) => /^(app|db|lib)\/|^[^/]+\.ts$/.test(path));
const logged = shipped.flatMap(eventsOf);
const text = readText("docs/telemetry.md");
const rows = new Map(
  [...text.matchAll(/^\| `([a-z.-]+)` \| (?:info|warn|error)[^|]*\| ([^|]*) \|/gm)].map(
    ([, name = "", fields = ""]) => [name, fields] as const,
  ),
);

const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll(".", "\\.").replace("*", "[a-z-]+")}$`).test(name);

test("Every event of the log is in docs/telemetry.md with its fields", () => {
  expect(logged.length).toBeGreaterThan(20);
  const isTold = ({ name, fields }: Event) =>
    [...rows].some(
      ([row, told]) => matches(name, row) && fields.every((field) => told.includes(`\`${field}\``)),
    );
  const missing = logged.filter((event) => !isTold(event));
  expect(missing).toEqual([]);
});

test("docs/telemetry.md names no event that nobody logs", () => {
  // Adapters report under names that they are given.
  const named = new Set(
    shipped.flatMap(({ nodes }) => nodes.filter(({ type }) => type === "Literal").map(textOf)),
  );
  const unknown = [...rows.keys()].filter(
    (row) => !named.has(row) && !logged.some(({ name }) => name.includes("*") && matches(name, row)),
  );
  expect(unknown).toEqual([]);
});

test("Every metric is in docs/telemetry.md, and no other", () => {
  const measuring = shipped.filter(({ path }) => /^(db\/telemetry|lib\/telemetry\/metrics)\.ts$/.test(path));
  const names = measuring.flatMap(({ nodes }) =>
    nodes
      .filter(({ type }) => type === "Literal")
      .map(textOf)
      .filter((name) => /^(countersign|db\.client)\.[a-z_.]+$/.test(name)),
  );
  const told = [...text.matchAll(/^\| `((?:countersign|db)\.[a-z_.]+)` \|/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual(names.filter((name) => name !== "countersign.rule").sort());
});
