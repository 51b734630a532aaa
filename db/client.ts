import "server-only";

import type { SQL } from "drizzle-orm";
import type { PgQueryResultKind } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { databaseAddress } from "./address";
import { again } from "./again";
import { limited } from "./deadline";
import { traced } from "./telemetry";
import { withoutValues } from "./values";
import { oneExchangeEach } from "./wire";

type Pool = PostgresJsDatabase<Record<string, never>> & { $client: postgres.Sql };

export type Database = Readonly<{
  execute<Row extends Record<string, unknown> = Record<string, unknown>>(
    statement: SQL,
  ): Promise<PgQueryResultKind<PostgresJsQueryResultHKT, Row>>;
}>;

/** Kept on globalThis so that the development server's reloads do not open a pool each. */
const kept = globalThis as typeof globalThis & { countersignDatabase?: Pool };

/** Whoever asks next gets new connections; those that were silent are closed, with whatever waits on them. */
function giveUp(client: postgres.Sql): void {
  if (kept.countersignDatabase?.$client === client) delete kept.countersignDatabase;
  void client.end({ timeout: 0 });
}

function connect(): Pool {
  const { databaseUrl, databasePrepare, databaseMaxConnections, databaseStatementSeconds, telemetry } = env();
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
  const limit = databaseStatementSeconds * 1000;
  const timed: postgres.Sql = limited(oneExchangeEach(client, databasePrepare), limit, () => giveUp(seen));
  const seen = telemetry.exported ? traced(timed) : timed;
  return drizzle({ client: seen });
}

/** For transactions (turns.ts); a statement alone goes through `db()`. */
export function pool(): Pool {
  kept.countersignDatabase ??= connect();
  return kept.countersignDatabase;
}

/** A statement is a transaction of its own: what the database has undone is asked for again. */
const alone: Database = {
  execute: <Row extends Record<string, unknown>>(statement: SQL) =>
    withoutValues(
      again<PgQueryResultKind<PostgresJsQueryResultHKT, Row>>((level) =>
        level
          ? pool().transaction((held) => held.execute<Row>(statement), level)
          : pool().execute<Row>(statement),
      ),
    ),
};

export const db = (): Database => alone;

export async function closeDatabase(): Promise<void> {
  await kept.countersignDatabase?.$client.end({ timeout: 5 });
  delete kept.countersignDatabase;
}
