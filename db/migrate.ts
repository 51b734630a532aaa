import { fileURLToPath, pathToFileURL } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { databaseAddress } from "./address";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any number will do, as long as nothing else in this database locks the same one. */
const lockKey = 4_739_021;
const connectSeconds = 15;

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
  "42501": "does not allow this user to change the schema",
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

/**
 * Brings the database up to the newest migration. Two deployments at once are safe: the second waits on a lock that
 * belongs to a transaction of its own connection, so it holds behind a transaction-mode pooler too.
 */
export async function runMigrations(url: string): Promise<void> {
  if (!URL.canParse(url))
    throw new Error("DATABASE_URL is not an address: it has the form postgres://user:password@host/name.");
  const { url: address, ssl } = databaseAddress(url);
  const options = { ssl, max: 1, prepare: false, connect_timeout: connectSeconds, onnotice: () => {} };
  const lock = postgres(address, options);
  const work = postgres(address, options);
  try {
    await lock.begin(async (held) => {
      await held`select pg_advisory_xact_lock(${lockKey})`;
      await migrate(drizzle(work), { migrationsFolder });
    });
  } catch (error) {
    throw explain(error, url);
  } finally {
    await Promise.all([work.end(), lock.end()]);
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
