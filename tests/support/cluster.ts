import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { runMigrations } from "../../db/migrate";
import { startPgbouncer } from "../../dev/pgbouncer";
import { startPostgres } from "../../dev/postgres";
import type { Conditions } from "../../dev/testing/conditions";

declare module "vitest" {
  interface ProvidedContext {
    conditions: Conditions;
    /**
     * The server that all integration tests share: every file copies a database of its own from the template. The
     * application reaches it by the same address but for what `entrance` has of its own.
     */
    cluster: { adminUrl: string; template: string; entrance: Entrance };
  }
}

type Entrance = { username?: string; password?: string; port?: string };

const ROLE = "countersign_app";

/** Makes the application's role as somebody who deploys would. */
async function makeRole(url: string, serializable: boolean): Promise<Required<Omit<Entrance, "port">>> {
  const password = randomBytes(16).toString("hex");
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(readFileSync(path.resolve("db/roles.sql"), "utf8"));
    await sql.unsafe(`alter role ${ROLE} password '${password}'`);
    if (serializable) await sql.unsafe(`alter role ${ROLE} set default_transaction_isolation = serializable`);
  } finally {
    await sql.end();
  }
  return { username: ROLE, password };
}

export default async function startCluster(project: TestProject): Promise<() => Promise<void>> {
  const { restricted, pooled, serializable } = project.getProvidedContext().conditions;
  const server = await startPostgres({ persistent: false });
  const template = "migrated";
  const url = await server.createDatabase(template);
  await runMigrations(url);
  const role = restricted ? await makeRole(url, serializable) : null;
  const owner = new URL(server.url);
  const users = { [owner.username]: owner.password, ...(role ? { [role.username]: role.password } : {}) };
  const pooler = pooled ? await startPgbouncer({ serverPort: server.port, users }) : null;
  const entrance = { ...role, ...(pooler ? { port: String(pooler.port) } : {}) };
  project.provide("cluster", { adminUrl: server.url, template, entrance });
  return async () => {
    await pooler?.stop();
    await server.stop();
  };
}
