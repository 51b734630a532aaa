import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import postgres from "postgres";
import { databaseAddress } from "./address";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any number will do, as long as nothing else in this database locks the same one. */
const lockKey = 4_739_021;
const connectSeconds = 15;
/** How long a statement may stand in the queue of a table: every login stands behind it for as long. */
const queueMilliseconds = 2000;
const mostTries = 30;

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "ECONNRESET",
  "CONNECT_TIMEOUT",
]);
const refused: Record<string, string> = {
  "28P01": "refused the user or the password",
  "28000": "refused the user",
  "3D000": "has no such database: create it first",
  "42501":
    "lacks a migration, and does not allow this user to change the schema (docs/deploy.md, Migrations)",
  "55P03": "is busy: a long statement or an open transaction holds a table that a migration changes, end it",
};

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeOf(error.cause);
}

/** Says what to set; keeps the cause, which names the statement when a migration itself is at fault. */
function explain(error: unknown, url: string): unknown {
  const { hostname, port, pathname } = new URL(url);
  const place = `the database ${pathname.slice(1)} at ${hostname}:${port || 5432}`;
  const code = codeOf(error);
  if (unreachable.has(code)) {
    return new Error(`${place} cannot be reached (${code}): check host and port in DATABASE_URL.`, {
      cause: error,
    });
  }
  const why = refused[code];
  return why ? new Error(`${place} ${why}: check DATABASE_URL.`, { cause: error }) : error;
}

/** A migration as drizzle-kit's journal has it: `when` and the hash of its text are what the table keeps. */
interface Migration {
  file: string;
  when: number;
}

function readJournal(folder: string): Migration[] {
  const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
    readFileSync(path.join(folder, "meta/_journal.json"), "utf8"),
  );
  return journal.entries.map(({ tag, when }) => ({ file: path.join(folder, `${tag}.sql`), when }));
}

/**
 * Applies the oldest migration that is missing, in one transaction; false when none is. The table is the one that
 * drizzle-kit knows. Read committed, whatever the default: what the turn before has done must be seen.
 */
function applyNext(sql: postgres.Sql, all: readonly Migration[], queueMs: number): Promise<boolean> {
  return sql.begin("isolation level read committed", async (held) => {
    await held`select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)`;
    await held`select pg_advisory_xact_lock(${lockKey})`;
    const [table] = await held`select where to_regclass('drizzle.__drizzle_migrations') is not null`;
    // Not "if not exists": who may not make it may still see that nothing is missing.
    if (!table) {
      await held`create schema if not exists drizzle`;
      await held`create table drizzle.__drizzle_migrations
        (id serial primary key, hash text not null, created_at bigint)`;
    }
    const [last] = await held<{ at: string | null }[]>`
      select max(created_at)::text as at from drizzle.__drizzle_migrations`;
    const next = all.find(({ when }) => when > Number(last?.at ?? 0));
    if (!next) return false;
    await held`select set_config('lock_timeout', ${`${queueMs}ms`}, true)`;
    await held.file(next.file);
    const hash = createHash("sha256").update(readFileSync(next.file)).digest("hex");
    await held`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${next.when})`;
    return true;
  });
}

/** Steps out of the queue of a table that is held, and in again, until the table is free. */
async function patiently<T>(work: () => Promise<T>, pauseMs: number): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === mostTries || codeOf(error) !== "55P03") throw error;
      await delay(Math.random() * pauseMs);
    }
  }
}

interface MigrationOptions {
  /** Where the migrations are, when they are not this application's. */
  folder?: string;
  queueMs?: number;
}

/**
 * Brings the database up to the newest migration. Any number of deployments at once is safe: each takes its turn with a
 * lock that belongs to a transaction, so it holds behind a transaction-mode pooler too.
 */
export async function runMigrations(url: string, options: MigrationOptions = {}): Promise<void> {
  if (!URL.canParse(url))
    throw new Error("DATABASE_URL is not an address: it has the form postgres://user:password@host/name.");
  const { url: address, ssl } = databaseAddress(url);
  const all = readJournal(options.folder ?? migrationsFolder);
  const sql = postgres(address, {
    ssl,
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: connectSeconds,
    onnotice: () => {},
  });
  const queueMs = options.queueMs ?? queueMilliseconds;
  const next = () => applyNext(sql, all, queueMs);
  try {
    while (await patiently(next, queueMs));
  } catch (error) {
    throw explain(error, url);
  } finally {
    await sql.end();
  }
}

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Error("DATABASE_URL is not set: give the address of the PostgreSQL to migrate (postgres://…).");
  await runMigrations(url);
  process.stdout.write("The database is up to date.\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`Migration failed: ${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof Error && error.cause instanceof Error)
      process.stderr.write(`${error.cause.message}\n`);
    process.exitCode = 1;
  });
}
