import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

/** Rows of each table and a hash over them: equal before and after means that nothing was written. */
export type Fingerprint = Readonly<Record<string, string>>;

export type Database = ReturnType<typeof databaseAt>;

const patienceMs = 5_000;
const pauseMs = 25;

// Not in the schema under test: what the tests keep for themselves is no part of a fingerprint.
const numbering = 7_700_900;

export function databaseAt(url: string) {
  const sql = postgres(url, { max: 2, onnotice: () => {} });

  async function tables(): Promise<string[]> {
    const rows = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
    return rows.map(({ name }) => name);
  }

  /** Notices go out after the answer to the request that caused them, and that is written down. */
  async function noticesSent(): Promise<void> {
    for (const until = Date.now() + patienceMs; Date.now() < until; await delay(pauseMs)) {
      const waiting = await sql`
        select 1 from notices where sent_at is null and given_up_at is null and attempts < 2 limit 1`;
      if (waiting.length === 0) return;
    }
  }

  /** Leave out the tables that a request may write to by right. */
  async function fingerprint(except: readonly string[] = []): Promise<Fingerprint> {
    await noticesSent();
    const names = (await tables()).filter((name) => !except.includes(name));
    const entries = names.map(async (name) => {
      const [row] = await sql<{ rows: string; hash: string }[]>`
        select count(*) as rows, coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as hash
        from ${sql(name)} t`;
      return [name, `${row?.rows} rows ${row?.hash}`] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** A number that nobody was given on this database, by whatever process: 0, 1, 2 … */
  async function nextNumber(): Promise<number> {
    await sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${numbering})`;
      await transaction`create schema if not exists tests`;
      await transaction`create sequence if not exists tests.people minvalue 0 start 0`;
    });
    const [row] = await sql<{ n: string }[]>`select nextval('tests.people') as n`;
    return Number(row?.n);
  }

  return { sql, fingerprint, nextNumber, close: () => sql.end({ timeout: 1 }) };
}
