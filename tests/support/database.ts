import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { createDatabase, dropDatabase } from "../../dev/postgres/databases";

interface TestDatabase {
  /** The application's way to it. */
  url: string;
  /** The owner's way, to the server itself. */
  directUrl: string;
  sql: postgres.Sql;
  /** Empties every table, whatever refers to what. */
  reset(): Promise<void>;
}

/** Statements as they are given in tests: a mistake in one fails that test, a notice says nothing. */
function connect(url: string): postgres.Sql {
  return postgres(url, { max: 4, onnotice: () => {} });
}

async function empty(sql: postgres.Sql): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  await sql.begin(async (transaction) => {
    // As a replica the server runs no triggers: neither foreign keys nor append-only rules stand in the way.
    await transaction`set local session_replication_role = replica`;
    for (const { name } of tables) await transaction`delete from ${transaction(name)}`;
  });
}

async function open(): Promise<TestDatabase> {
  const { adminUrl, template, entrance } = inject("cluster");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const direct = await createDatabase(adminUrl, name, template);
  const url = Object.assign(new URL(direct), entrance).href;
  // The tests' own way stays direct, and may do all.
  const sql = connect(direct);
  // Slow is no failure, here: the limits of time have tests of their own.
  if (entrance.username)
    for (const limit of ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"])
      await sql.unsafe(`alter role ${entrance.username} in database ${name} set ${limit} = '30s'`);
  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await dropDatabase(adminUrl, name);
  });
  return { url, directUrl: direct, sql, reset: () => empty(sql) };
}

let opened: Promise<TestDatabase> | undefined;

/** This test file's own database, with all migrations applied; the same one each time it is asked for. */
export function testDatabase(): Promise<TestDatabase> {
  opened ??= open();
  return opened;
}
