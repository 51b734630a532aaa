/**
 * What a deployment does before it builds: refuses a configuration that the server would refuse, so that the
 * deployment before stays live, and migrates. Away from Vercel, where the platform's variables are missing, it
 * migrates if there is a database and leaves the rest to the server's start.
 * Run: node --conditions=react-server --import tsx dev/checks/deployment.ts
 */
import { runMigrations } from "../../db/migrate";
import { env } from "../../lib/env";

async function prepareDeployment(): Promise<void> {
  const { DATABASE_URL: databaseUrl, VERCEL_URL: deployment } = process.env;
  if (deployment) env();
  if (databaseUrl) {
    await runMigrations(databaseUrl);
    console.log("The database is up to date.");
  } else {
    console.warn("DATABASE_URL is not set: nothing is migrated. The server will not start without it.");
  }
}

prepareDeployment().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
