import "server-only";

import type { SQL } from "drizzle-orm";
import type { PgQueryResultKind } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { databaseAddress } from "./address";
import { again } from "./again";

type Pool = PostgresJsDatabase<Record<string, never>> & { $client: postgres.Sql };

export type Database = Readonly<{
  execute<Row extends Record<string, unknown> = Record<string, unknown>>(
    statement: SQL,
  ): Promise<PgQueryResultKind<PostgresJsQueryResultHKT, Row>>;
}>;

/** Kept on globalThis so that the development server's reloads do not open a pool each. */
const kept = globalThis as typeof globalThis & { countersignDatabase?: Pool };

function connect(): Pool {
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

/** For transactions (turns.ts); a statement alone goes through `db()`. */
export function pool(): Pool {
  kept.countersignDatabase ??= connect();
  return kept.countersignDatabase;
}

/** A statement is a transaction of its own: what the database has undone is asked for again. */
const alone: Database = {
  execute: <Row extends Record<string, unknown>>(statement: SQL) =>
    again(() => pool().execute<Row>(statement)),
};

export const db = (): Database => alone;

export async function closeDatabase(): Promise<void> {
  await kept.countersignDatabase?.$client.end({ timeout: 5 });
  delete kept.countersignDatabase;
}
