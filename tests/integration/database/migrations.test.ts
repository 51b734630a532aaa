import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterEach, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { runMigrations } from "../../../db/migrate";
import { createDatabase, dropDatabase } from "../../../dev/postgres/databases";
import { race } from "../../support/barrier";

const { adminUrl, entrance } = inject("cluster");
const ours = "db/migrations";
const journal = z.object({ entries: z.array(z.looseObject({ when: z.number(), tag: z.string() })) });
const all = journal.parse(JSON.parse(readFileSync(`${ours}/meta/_journal.json`, "utf8"))).entries;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A database without any table; `through` leads to it through the pooler, where there is one. */
async function emptyDatabase(): Promise<{ sql: postgres.Sql; through: string }> {
  const name = `empty_${randomUUID().replaceAll("-", "")}`;
  const url = await createDatabase(adminUrl, name);
  ends.push(() => dropDatabase(adminUrl, name));
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  ends.push(() => sql.end());
  const through = Object.assign(new URL(url), entrance.port ? { port: entrance.port } : {}).href;
  return { sql, through };
}

/** The first `count` of our migrations, and then those that are given, by name. */
function migrations(count: number, more: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-migrations-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  cpSync(ours, folder, { recursive: true });
  const kept = all.slice(0, count);
  const newest = kept.at(-1)?.when ?? 0;
  const added = Object.keys(more).map((tag, index) => ({ when: newest + index + 1, tag, breakpoints: true }));
  for (const [tag, text] of Object.entries(more)) writeFileSync(path.join(folder, `${tag}.sql`), text);
  writeFileSync(path.join(folder, "meta/_journal.json"), JSON.stringify({ entries: [...kept, ...added] }));
  return folder;
}

const applied = async (sql: postgres.Sql) => {
  const rows = await sql<
    { at: string }[]
  >`select created_at::text as at from drizzle.__drizzle_migrations order by id`;
  return rows.map(({ at }) => Number(at));
};
const inOrder = all.map(({ when }) => when);

const states = [
  ["an empty database", 0],
  ["a half-migrated database", Math.ceil(all.length / 2)],
  ["a database that has them all", all.length],
] as const;

describe("Migrations that several deployments start at once", () => {
  test.each(states)("are applied once each, and all deployments go on, on %s", async (_, before) => {
    const { sql, through } = await emptyDatabase();
    if (before > 0) await runMigrations(through, { folder: migrations(before) });
    const runs = await race(5, () => runMigrations(through));
    expect(runs.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await applied(sql)).toEqual(inOrder);
  });

  test("leave what was whole, and nothing of one that fails: the next run goes on from there", async () => {
    const { sql, through } = await emptyDatabase();
    const bad = { good: "create table good (id int);", bad: "create table bad (id int); select 1 / 0;" };
    const runs = await race(3, () => runMigrations(through, { folder: migrations(all.length, bad) }));
    expect(runs.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await applied(sql)).toHaveLength(all.length + 1);
    expect(
      await sql`select to_regclass('good') is not null as good, to_regclass('bad') is not null as bad`,
    ).toEqual([{ good: true, bad: false }]);
    const mended = { ...bad, bad: "create table bad (id int);" };
    await runMigrations(through, { folder: migrations(all.length, mended) });
    expect(await applied(sql)).toHaveLength(all.length + 2);
  });
});

test("Who may not change the schema is told whether a migration is missing", async () => {
  const { sql, through } = await emptyDatabase();
  await runMigrations(through);
  await sql.unsafe(readFileSync("db/roles.sql", "utf8"));
  const name = `member_${randomUUID().replaceAll("-", "")}`;
  await sql.unsafe(`create role ${name} login password 'member' in role countersign_app`);
  const url = Object.assign(new URL(adminUrl), {
    username: name,
    password: "member",
    pathname: new URL(through).pathname,
  });
  ends.push(() => sql.unsafe(`drop role ${name}`));
  await runMigrations(url.href);
  const folder = migrations(all.length, { more: "create table more (id int);" });
  await expect(runMigrations(url.href, { folder })).rejects.toThrow(/lacks a migration/);
  expect(await applied(sql)).toEqual(inOrder);
});

test("A migration that waits for a table lets logins pass, and is applied when the table is free", async () => {
  const { sql, through } = await emptyDatabase();
  await runMigrations(through);
  const folder = migrations(all.length, { wider: "alter table users add column later text;" });
  const reader = await sql.reserve();
  await reader`begin`;
  await reader`select count(*) from users`;
  const migrating = runMigrations(through, { folder, queueMs: 200 });
  // Each read would wait for ever behind a migration that stays in the queue.
  const waits = new Set<string>();
  while (waits.size < 3) {
    await sql`select count(*) from users`;
    const waiting = await sql<{ since: string }[]>`
      select xact_start::text as since from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'alter table users%'`;
    for (const { since } of waiting) waits.add(since);
  }
  expect(await applied(sql)).toEqual(inOrder);
  await reader`commit`;
  reader.release();
  await migrating;
  expect(await applied(sql)).toHaveLength(all.length + 1);
});
