import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startChild } from "./child";
import { anyPort } from "./ports";
import { type Account, serverAccount } from "./postgres/account";
import { type Binaries, explainFailure, findBinaries } from "./postgres/binaries";
import { claimData, placeData, prepareData, readPassword } from "./postgres/data";
import { createDatabase } from "./postgres/databases";

export interface Postgres {
  /** The administrative database; make your own with `createDatabase`. */
  url: string;
  port: number;
  /** Makes the database unless it is there, as a copy of `template` if one is named; gives its address. */
  createDatabase(name: string, template?: string): Promise<string>;
  stop(): Promise<void>;
  /** Ends it as a crash would: nobody is waited for, nothing is written. Its data can be started again. */
  crash(): Promise<void>;
}

interface PostgresOptions {
  /** Without it a new temporary directory. */
  dataDir?: string;
  /** false: the data goes when the server stops, and nothing is spent on surviving a crash. */
  persistent: boolean;
  port?: number;
}

const startAttempts = 5;
const small = {
  shared_buffers: "64MB",
  max_connections: "200",
  max_wal_size: "256MB",
  autovacuum_max_workers: "1",
};
const careless = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  // What a login costs in statements is counted by the server itself.
  shared_preload_libraries: "pg_stat_statements",
};
const loopbackOnly = { listen_addresses: "127.0.0.1", unix_socket_directories: "", lc_messages: "C" };

/** Starts the server on its data; undefined when the port was taken in between. */
async function launch(
  binaries: Binaries,
  data: string,
  port: number,
  account: Account | undefined,
  options: { persistent: boolean; remove?: string },
) {
  const settings = { ...loopbackOnly, ...small, ...(options.persistent ? {} : careless) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let ready: (value: "ready") => void = () => {};
  const isReady = new Promise<"ready">((resolve) => {
    ready = resolve;
  });
  // SIGINT is PostgreSQL's fast shutdown: open connections are closed, nothing is lost.
  const server = startChild(binaries.postgres, ["-D", data, "-p", String(port), ...flags], {
    account,
    signal: "SIGINT",
    graceSeconds: 15,
    remove: options.remove,
    cwd: path.parse(data).root,
    env: { ...process.env, LC_ALL: "C" },
    output: "keep",
    onOutput: () => {
      if (server.tail().includes("ready to accept connections")) ready("ready");
    },
  });
  const first = await Promise.race([isReady, server.exited]);
  if (first === "ready") return server;
  if (server.tail().includes("could not bind")) return undefined;
  throw explainFailure("The embedded PostgreSQL", server.tail());
}

/**
 * Starts a real PostgreSQL of this project's own, on the loopback address only. What it started goes when this
 * process goes, even killed; persistent data is found again the next time.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = serverAccount();
  const binaries = findBinaries(account);
  const temporary = options.dataDir ? undefined : mkdtempSync(path.join(tmpdir(), "countersign-postgres-"));
  if (temporary) chmodSync(temporary, 0o711);
  const data = placeData(options.dataDir ?? path.join(temporary ?? tmpdir(), "data"), account);
  await claimData(data);
  await prepareData(data, binaries, account);
  const remove = options.persistent ? {} : { remove: temporary ?? data };
  for (let attempt = 0; attempt < startAttempts; attempt += 1) {
    const port = options.port ?? (await anyPort());
    const server = await launch(binaries, data, port, account, { persistent: options.persistent, ...remove });
    if (server) {
      const url = `postgres://countersign:${readPassword(data)}@127.0.0.1:${port}/postgres`;
      return {
        url,
        port,
        createDatabase: (name, template) => createDatabase(url, name, template),
        stop: server.stop,
        crash: async () => {
          server.signal("SIGQUIT");
          await server.exited;
        },
      };
    }
  }
  if (remove.remove) rmSync(remove.remove, { recursive: true, force: true });
  throw new Error(`PostgreSQL found no free port${options.port ? ` (${options.port} is taken)` : ""}.`);
}
