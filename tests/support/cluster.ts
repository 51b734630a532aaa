import type { TestProject } from "vitest/node";
import { runMigrations } from "../../db/migrate";
import { startPostgres } from "../../dev/postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that all integration tests share: every file copies a database of its own from the template. */
    cluster: { adminUrl: string; template: string };
  }
}

export default async function startCluster(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ persistent: false });
  const template = "migrated";
  await runMigrations(await postgres.createDatabase(template));
  project.provide("cluster", { adminUrl: postgres.url, template });
  return () => postgres.stop();
}
