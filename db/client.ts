import "server-only";

import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { databaseAddress } from "./address";

type Database = PostgresJsDatabase<Record<string, never>> & { $client: postgres.Sql };

/** Kept on globalThis so that the development server's reloads do not open a pool each. */
const kept = globalThis as typeof globalThis & { countersignDatabase?: Database };

function connect(): Database {
  const { databaseUrl, databasePrepare, databaseMaxConnections } = env();
  const { url, ssl } = databaseAddress(databaseUrl);
  const client = postgres(url, {
    ssl,
    // Off unless the pooler keeps prepared statements: in transaction mode most do not.
    prepare: databasePrepare,
    max: databaseMaxConnections,
    idle_timeout: 30,
    max_lifetime: 1800,
    connect_timeout: 2,
    // Saves a query for every new connection; our statements use built-in types only.
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "countersign" },
  });
  return drizzle({ client });
}

export function db(): Database {
  kept.countersignDatabase ??= connect();
  return kept.countersignDatabase;
}

export async function closeDatabase(): Promise<void> {
  await kept.countersignDatabase?.$client.end({ timeout: 5 });
  delete kept.countersignDatabase;
}
