import "server-only";

import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { databaseAddress } from "./address";
import { limited } from "./deadline";

type Database = PostgresJsDatabase<Record<string, never>> & { $client: postgres.Sql };

/** Kept on globalThis so that the development server's reloads do not open a pool each. */
const kept = globalThis as typeof globalThis & { countersignDatabase?: Database };

/** Whoever asks next gets new connections; those that were silent are closed, with whatever waits on them. */
function giveUp(client: postgres.Sql): void {
  if (kept.countersignDatabase?.$client === client) delete kept.countersignDatabase;
  void client.end({ timeout: 0 });
}

function connect(): Database {
  const { databaseUrl, databasePrepare, databaseMaxConnections, databaseStatementSeconds } = env();
  const { url, ssl } = databaseAddress(databaseUrl);
  const client = postgres(url, {
    ssl,
    // Off unless the pooler keeps prepared statements: in transaction mode most do not.
    prepare: databasePrepare,
    max: databaseMaxConnections,
    idle_timeout: 30,
    max_lifetime: 1800,
    connect_timeout: 2,
    // Seconds until the next try after one that failed: whoever logs in when the database is back waits no longer.
    backoff: (failures: number) => Math.min(0.1 * failures, 1),
    // Saves a query for every new connection; our statements use built-in types only.
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "countersign" },
  });
  const timed: postgres.Sql = limited(client, databaseStatementSeconds * 1000, () => giveUp(timed));
  return drizzle({ client: timed });
}

export function db(): Database {
  kept.countersignDatabase ??= connect();
  return kept.countersignDatabase;
}

export async function closeDatabase(): Promise<void> {
  await kept.countersignDatabase?.$client.end({ timeout: 5 });
  delete kept.countersignDatabase;
}
