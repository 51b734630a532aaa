import path from "node:path";
import postgres from "postgres";
import type { Lifetime } from "../lifetime";
import { type Postgres, startPostgres } from "../postgres";

/** What the server did for one action: in its statements, by its own count. */
export interface Work {
  milliseconds: number;
  /** Pages that were read, or found in its cache. */
  buffers: number;
}

export interface MeasuredPostgres {
  createDatabase(name: string): Promise<string>;
  /** Statements that clients have sent to this database so far; what triggers and foreign keys run does not count. */
  statements(database: string): Promise<number>;
  /** Begins to count anew. */
  forget(): Promise<void>;
  /** What was done in this database since then, divided by the number of actions. */
  work(database: string, actions: number): Promise<Work>;
  /** The statements by text, most frequent first. */
  statementTexts(database: string): Promise<{ text: string; calls: number }[]>;
}

const quiet = { max: 1, onnotice: () => {} };

/** The counting extension can only be loaded as the server starts, so the server starts twice. */
async function startCounting(dataDir: string): Promise<Postgres> {
  const first = await startPostgres({ dataDir, persistent: true });
  const sql = postgres(first.url, quiet);
  try {
    await sql`alter system set shared_preload_libraries = 'pg_stat_statements'`;
  } finally {
    await sql.end();
    await first.stop();
  }
  return startPostgres({ dataDir, persistent: false });
}

/** A PostgreSQL of the bench's own that counts statements; its data goes when it stops. */
export async function startMeasuredPostgres({ defer }: Lifetime): Promise<MeasuredPostgres> {
  const server = await startCounting(path.resolve(".data/bench/postgres"));
  defer(server.stop);
  // Counted by database: what is asked here, over the administrative one, is not in the sums.
  const sql = postgres(server.url, quiet);
  defer(() => sql.end());
  await sql`create extension if not exists pg_stat_statements`;

  return {
    createDatabase: (name) => server.createDatabase(name),
    async statements(database) {
      const [row] = await sql<{ calls: number }[]>`
        select coalesce(sum(calls), 0)::int as calls
        from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = ${database}`;
      return row?.calls ?? 0;
    },
    async forget() {
      await sql`select pg_stat_statements_reset()`;
    },
    async work(database, actions) {
      const [row] = await sql<Work[]>`
        select sum(total_exec_time) as milliseconds, sum(shared_blks_hit + shared_blks_read)::float8 as buffers
        from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = ${database}`;
      return {
        milliseconds: (row?.milliseconds ?? Number.NaN) / actions,
        buffers: (row?.buffers ?? Number.NaN) / actions,
      };
    },
    statementTexts: (database) => sql<{ text: string; calls: number }[]>`
      select regexp_replace(query, '\\s+', ' ', 'g') as text, calls::int
      from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = ${database} order by calls desc, text`,
  };
}
