import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The last migration that was written before this rule. */
const LAST_FREE = "0005";
const REASON = /^-- contract: \S+ \S/;

const name = String.raw`(?:"?public"?\.)?"?(\w+)"?`;
const columnsIn = (text: string) => [...text.matchAll(/"?(\w+)"?/g)].map(([, column]) => column ?? "");

/** Without comments, texts and the bodies of functions, none of which the rule is about. */
const bare = (text: string) =>
  text
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replaceAll(/--.*$/gm, "")
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/\s+/g, " ");

interface Made {
  tables: ReadonlySet<string>;
  /** As table.column. */
  columns: ReadonlySet<string>;
}

/** What a migration makes itself: nothing that runs knows it yet, so it may be shaped at will. */
function madeBy(statements: readonly string[]): Made {
  const tables = new Set<string>();
  const columns = new Set<string>();
  for (const statement of statements) {
    const table = new RegExp(`^create table (?:if not exists )?${name}`, "i").exec(statement)?.[1];
    if (table) tables.add(table);
    const altered = new RegExp(`^alter table (?:only )?${name}`, "i").exec(statement)?.[1];
    for (const [, column] of statement.matchAll(/add column (?:if not exists )?"?(\w+)"?/gi))
      columns.add(`${altered}.${column}`);
  }
  return { tables, columns };
}

/** What old code would trip over in one statement on a table that was there before. */
function offence(statement: string, { tables, columns }: Made): string | null {
  const onIndex = new RegExp(`^create unique index .*? on (?:only )?${name}[^(]*\\(([^)]*)\\)`, "i").exec(
    statement,
  );
  if (onIndex) {
    const [, table = "", list = ""] = onIndex;
    const fresh = tables.has(table) || columnsIn(list).some((column) => columns.has(`${table}.${column}`));
    return fresh ? null : `makes something of ${table} unique`;
  }
  const trigger = new RegExp(`^create (?:or replace )?(?:constraint )?trigger .*? on ${name}`, "i").exec(
    statement,
  )?.[1];
  if (trigger) return tables.has(trigger) ? null : `puts a trigger on ${trigger}`;
  const [, table = ""] =
    new RegExp(`^alter table (?:if exists )?(?:only )?${name}`, "i").exec(statement) ?? [];
  if (tables.has(table)) return null;
  if (/\bdrop\b(?! not null)/i.test(statement)) return "drops something";
  if (/^truncate\b|^delete\b/i.test(statement)) return "removes rows";
  if (/\brename\b/i.test(statement)) return "renames something";
  if (/\bset not null\b/i.test(statement)) return `demands a value in ${table}`;
  if (/\balter column "?\w+"? (?:set data )?type\b/i.test(statement)) return `changes a type in ${table}`;
  if (/\badd column\b(?!.*\b(?:default|generated)\b).*\bnot null\b/i.test(statement))
    return `adds a column without a default to ${table} that must have a value`;
  const foreign = /\badd constraint .* foreign key \(([^)]*)\)/i.exec(statement);
  if (foreign && columnsIn(foreign[1] ?? "").every((column) => columns.has(`${table}.${column}`)))
    return null;
  return /\badd (?:constraint|check|unique|primary|foreign|exclude)\b/i.test(statement)
    ? `adds a rule to ${table}`
    : null;
}

/**
 * What in a migration the code before it would trip over. While a deployment goes on, and after it was rolled back, old
 * code runs on the new schema; so a migration only adds, unless it says in its first line what makes that safe.
 */
export function contractsIn(text: string): string[] {
  if (REASON.test(text)) return [];
  const statements = bare(text)
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  const made = madeBy(statements);
  return statements.flatMap((statement) => offence(statement, made) ?? []);
}

/** Looks through the migrations that came after the rule. */
export async function checkContracts(folder = "db/migrations"): Promise<string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql") && file.slice(0, 4) > LAST_FREE);
  return files.flatMap((file) =>
    contractsIn(readFileSync(path.join(folder, file), "utf8")).map(
      (what) =>
        `${file} ${what}: the code that runs now would fail. Expand first; or say in the first line ` +
        `"-- contract: <migration that expanded> <why nothing uses it any more>" (docs/deploy.md, Migrations)`,
    ),
  );
}
