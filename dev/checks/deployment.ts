/**
 * What a deployment does before it builds: refuses a configuration that the server would refuse, so that the
 * deployment before stays live, says what else the doctor finds in it, and migrates. Away from Vercel, where the
 * platform's variables are missing, it migrates if there is a database and leaves the rest to the server's start.
 * Run: node --conditions=react-server --import tsx dev/checks/deployment.ts
 */
import { runMigrations } from "../../db/migrate";
import { examineSettings } from "../../lib/doctor/doctor";
import { readSettings } from "../../lib/doctor/settings";
import { env } from "../../lib/env";
import { report } from "../doctor/terminal";

/** What the doctor finds and the server would bear is only said: a deployment that ran before must not fail for it. */
async function checkSettings(): Promise<void> {
  env();
  const found = await examineSettings(readSettings(process.env));
  const told = found.filter(({ verdict }) => verdict === "warning" || verdict === "wrong");
  if (told.length > 0) console.warn(report(told, false));
}

async function prepareDeployment(): Promise<void> {
  const { DATABASE_URL: databaseUrl, VERCEL_URL: deployment } = process.env;
  if (deployment) await checkSettings();
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
