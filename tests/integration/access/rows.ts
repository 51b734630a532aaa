import { testDatabase } from "../../support/database";

const { sql } = await testDatabase();

const tables = (
  await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`
).map(({ name }) => name);

/** What counts guesses: it changes with every one. */
const counters = [
  "factor_failures",
  "factor_failed_at",
  "approvals_off_at",
  "approvals_from",
  "last_seen_at",
  "last_used_at",
];

/** A fingerprint of the rows of each table. */
export type Rows = ReadonlyMap<string, string>;

/** Some rows of a table say more than the others: what is being changed, and what a phone is to approve for an action. */
const parts: Readonly<Record<string, readonly [table: string, purposes: readonly string[]]>> = {
  changes: ["confirmations", ["phone-change", "email-change", "recovery"]],
  actions: ["approvals", ["action"]],
};

const printOf = (name: string, table: string, which = sql`true`) => sql`
  select ${name} as name, (select md5(coalesce(string_agg((to_jsonb(t) - ${sql.array(counters)}::text[])::text, '|'
    order by to_jsonb(t)::text), '')) from ${sql(table)} t where ${which}) as print`;

export async function rowsNow(): Promise<Rows> {
  const prints = [
    ...tables.map((name) => printOf(name, name)),
    ...Object.entries(parts).map(([name, [table, purposes]]) =>
      printOf(name, table, sql`purpose in ${sql(purposes)}`),
    ),
  ];
  const all = prints.reduce((one, other) => sql`${one} union all ${other}`);
  const rows = await sql<{ name: string; print: string }[]>`${all}`;
  return new Map(rows.map(({ name, print }) => [name, print]));
}

/** Tables whose rows are not what they were. */
export const changedSince = async (before: Rows): Promise<string[]> =>
  [...(await rowsNow())].filter(([name, print]) => before.get(name) !== print).map(([name]) => name);

/** Remembers every row; the function puts them back. */
export async function keepRows(): Promise<() => Promise<void>> {
  const each = (statement: (name: string) => string) => tables.map(statement).join(";");
  await sql.unsafe(`drop schema if exists kept cascade; create schema kept;
    ${each((name) => `create table kept."${name}" as table public."${name}"`)}`);
  // As a replica the server runs no triggers: neither foreign keys nor append-only rules stand in the way.
  const back = `begin; set local session_replication_role = replica;
    ${each((name) => `delete from public."${name}"`)};
    ${each((name) => `insert into public."${name}" overriding system value table kept."${name}"`)}; commit`;
  return async () => {
    const one = await sql.reserve();
    await one.unsafe(back).simple();
    one.release();
  };
}
