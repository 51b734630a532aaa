import "server-only";

import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { databaseAddress, isOnThisMachine } from "../address";
import { type Database, db } from "../client";

/*
 * What the doctor looks at. It may find a configuration that the application would not start with, so it opens
 * connections of its own; they are closed before it answers.
 */

type TableRights = Readonly<{
  name: string;
  select: boolean;
  insert: boolean;
  update: boolean;
  delete: boolean;
  owned: boolean;
}>;

export type DatabaseFacts = Readonly<{
  /** How the connection is protected, by DATABASE_URL. */
  ssl: false | "prefer" | "require" | "verify-full";
  onThisMachine: boolean;
  /** Whether the server's own side of the connection is encrypted: a pooler's, where there is one. */
  encrypted: boolean;
  /** Whether the server's certificate is one that this machine trusts; null where it was not tried. */
  trusted: boolean | null;
  /** Three, one after the other. */
  roundTripsMs: readonly number[];
  /** How far the database's clock is ahead of this machine's. */
  aheadMs: number;
  version: number;
  versionText: string;
  encoding: string;
  isolation: string;
  writable: boolean;
  statementTimeoutMs: number;
  user: string;
  superuser: boolean;
  maxConnections: number;
  /** Two connections that are open at once were served by one backend. */
  pooled: boolean;
  /** Of the newest migration that was applied; null: none was. */
  newestMigration: number | null;
  tables: readonly TableRights[];
  /** Tells databases apart. */
  identity: string;
}>;

type Client = postgres.Sql;

const CONNECT_SECONDS = 2;

async function withClient<Answer>(
  databaseUrl: string,
  work: (client: Client) => Promise<Answer>,
  options: Readonly<{ ssl?: "verify-full"; prepare?: boolean; max?: number }> = {},
): Promise<Answer> {
  const { url, ssl } = databaseAddress(databaseUrl);
  const client = postgres(url, {
    ssl,
    prepare: false,
    max: 1,
    connect_timeout: CONNECT_SECONDS,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "countersign-doctor" },
    ...options,
  });
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 0 });
  }
}

async function timed(client: Client): Promise<Readonly<{ ms: number; aheadMs: number }>> {
  const sentAt = Date.now();
  const began = performance.now();
  const [row] = await client<
    { now: number }[]
  >`select extract(epoch from clock_timestamp())::float8 * 1000 as now`;
  const ms = performance.now() - began;
  return { ms, aheadMs: (row?.now ?? sentAt) - (sentAt + ms / 2) };
}

const backend = async (client: Client): Promise<number | undefined> =>
  (await client<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;

/** In transaction mode a pooler gives the backend back after each statement, and to the next that comes. */
async function isPooled(client: Client, databaseUrl: string): Promise<boolean> {
  await backend(client);
  const other = await withClient(databaseUrl, backend);
  const own = await backend(client);
  return own !== undefined && own === other;
}

async function isTrusted(databaseUrl: string): Promise<boolean> {
  try {
    await withClient(databaseUrl, (client) => client`select 1`, { ssl: "verify-full" });
    return true;
  } catch {
    return false;
  }
}

type Row = Readonly<
  Pick<
    DatabaseFacts,
    | "encrypted"
    | "version"
    | "versionText"
    | "encoding"
    | "isolation"
    | "writable"
    | "statementTimeoutMs"
    | "user"
    | "superuser"
    | "maxConnections"
  >
>;

const readServer = async (client: Client): Promise<Row> => {
  const [row] = await client<Row[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText",
      current_setting('server_encoding') as encoding, current_setting('default_transaction_isolation') as isolation,
      not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off' as writable,
      (extract(epoch from current_setting('statement_timeout')::interval) * 1000)::float8 as "statementTimeoutMs",
      current_user as user, coalesce((select rolsuper from pg_roles where rolname = current_user), false) as superuser,
      least(current_setting('max_connections')::int, nullif((select rolconnlimit from pg_roles
        where rolname = current_user), -1)) as "maxConnections",
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted`;
  if (!row) throw new Error("No answer");
  return row;
};

const readTables = (client: Client): Promise<readonly TableRights[]> => client<TableRights[]>`
  select c.relname as name, has_table_privilege(c.oid, 'select') as select, has_table_privilege(c.oid, 'insert') as insert,
    has_table_privilege(c.oid, 'update') as update, has_table_privilege(c.oid, 'delete') as delete,
    pg_has_role(c.relowner, 'usage') as owned
  from pg_class c where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p') order by 1`;

/** Whoever may not look at the journal of migrations is told that there are none. */
async function readMigration(client: Client): Promise<number | null> {
  const [table] = await client<{ readable: boolean | null }[]>`
    select has_schema_privilege('drizzle', 'usage') and has_table_privilege('drizzle.__drizzle_migrations', 'select') as readable
    where to_regclass('drizzle.__drizzle_migrations') is not null`;
  if (!table?.readable) return null;
  const [row] = await client<{ newest: string | null }[]>`
    select max(created_at)::text as newest from drizzle.__drizzle_migrations`;
  return row?.newest ? Number(row.newest) : null;
}

const identity = sql`
  select md5(concat_ws(' ', current_database(), (select oid from pg_database where datname = current_database()),
    to_regclass('users')::oid, extract(epoch from pg_postmaster_start_time()))) as identity`;

async function readIdentity(database: Pick<Database, "execute">): Promise<string> {
  const [row] = await database.execute<{ identity: string }>(identity);
  return row?.identity ?? "";
}

/** Throws the driver's error when the database does not answer. */
export function readFacts(databaseUrl: string): Promise<DatabaseFacts> {
  const { ssl } = databaseAddress(databaseUrl);
  return withClient(databaseUrl, async (client) => {
    await client`select 1`;
    const trips = [await timed(client), await timed(client), await timed(client)];
    const nearest = trips.reduce((least, trip) => (trip.ms < least.ms ? trip : least));
    return {
      ssl,
      onThisMachine: isOnThisMachine(databaseUrl),
      trusted: ssl === "require" ? await isTrusted(databaseUrl) : null,
      roundTripsMs: trips.map(({ ms }) => ms),
      aheadMs: nearest.aheadMs,
      ...(await readServer(client)),
      pooled: await isPooled(client, databaseUrl),
      newestMigration: await readMigration(client),
      tables: await readTables(client),
      identity: await readIdentity(drizzle({ client })),
    };
  });
}

/** Whether statements that are prepared on one connection are known on whichever comes next; throws when they are not. */
export const tryPrepared = (databaseUrl: string): Promise<void> =>
  withClient(
    databaseUrl,
    async (client) => {
      for (let round = 0; round < 3; round += 1)
        await Promise.all([1, 2, 3].map((value) => client`select ${value}::int as value`));
    },
    { prepare: true, max: 3 },
  );

/** Whether what a provider told of this request has come to the database. */
export const hasEvent = (databaseUrl: string, requestId: string): Promise<boolean> =>
  withClient(databaseUrl, async (client) => {
    const rows = await client`select 1 from provider_events where request_id = ${requestId}::uuid limit 1`;
    return rows.length > 0;
  });

/** Of the database that the application itself uses. */
export const ownIdentity = (): Promise<string> => readIdentity(db());
