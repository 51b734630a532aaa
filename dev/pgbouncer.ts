import { chmodSync, chownSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Child, startChild } from "./child";
import { findPgbouncer } from "./pgbouncer/program";
import { anyPort } from "./ports";
import { serverAccount } from "./postgres/account";

export interface Pgbouncer {
  port: number;
  stop(): Promise<void>;
}

interface PgbouncerOptions {
  /** Of the PostgreSQL on this machine that it stands before, with all databases it has. */
  serverPort: number;
  /** Who may pass, by name and password. */
  users: Readonly<Record<string, string>>;
}

const startAttempts = 5;

/** Transaction mode, and nothing that would make it kinder than the poolers that providers run. */
const settings = (serverPort: number, port: number, userList: string) => `
[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${userList}
pool_mode = transaction
default_pool_size = 12
max_client_conn = 1000
`;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Undefined when the port was taken in between. */
async function launch(program: string, port: number, options: PgbouncerOptions): Promise<Child | undefined> {
  // It refuses to run as root, as PostgreSQL does.
  const account = serverAccount();
  const directory = mkdtempSync(path.join(tmpdir(), "countersign-pgbouncer-"));
  const config = path.join(directory, "pgbouncer.ini");
  const userList = path.join(directory, "users.txt");
  const users = Object.entries(options.users).map((entry) => entry.map(quoted).join(" "));
  chmodSync(directory, 0o700);
  writeFileSync(config, settings(options.serverPort, port, userList));
  writeFileSync(userList, `${users.join("\n")}\n`);
  if (account) for (const file of [directory, config, userList]) chownSync(file, account.uid, account.gid);
  let ready: (value: "ready") => void = () => {};
  const isReady = new Promise<"ready">((resolve) => {
    ready = resolve;
  });
  const child = startChild(program, [config], {
    account,
    cwd: path.parse(directory).root,
    output: "keep",
    remove: directory,
    onOutput: () => {
      if (child.tail().includes("process up")) ready("ready");
    },
  });
  if ((await Promise.race([isReady, child.exited])) === "ready") return child;
  if (child.tail().includes("ddress already in use")) return undefined;
  throw new Error(`PgBouncer did not start.\n${child.tail().trim()}`);
}

/** Starts a PgBouncer in transaction mode, on the loopback address only; it goes when this process goes. */
export async function startPgbouncer(options: PgbouncerOptions): Promise<Pgbouncer> {
  const program = findPgbouncer();
  for (let attempt = 0; attempt < startAttempts; attempt += 1) {
    const port = await anyPort();
    const child = await launch(program, port, options);
    if (child) return { port, stop: child.stop };
  }
  throw new Error("PgBouncer found no free port.");
}
