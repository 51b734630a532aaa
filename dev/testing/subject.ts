import { mkdirSync } from "node:fs";
import path from "node:path";
import { runMigrations } from "../../db/migrate";
import { startApplication } from "../application";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { startPostgres } from "../postgres";
import { makeSecrets } from "../secrets";
import { applicationEnvironment } from "../services";
import { type Simulator, startSimulator } from "../simulator/server";

export const logFile = ".data/tests/application.log";
/** What a person has set for their own deployment has no place in a test. */
const ours =
  /^(VERCEL|VONAGE|AUTH_|NEXTAUTH_|PASSWORD_PEPPERS|DATABASE_|APP_URL|BRAND|CLIENT_ADDRESS_HEADER|CRON_SECRET)/;

export interface Subject {
  appUrl: string;
  databaseUrl: string;
  simulator: Simulator;
}

/** The production build on a database and a simulator of its own. */
export async function startSubject({ defer }: Lifetime): Promise<Subject> {
  const postgres = await startPostgres({ persistent: false });
  defer(postgres.stop);
  const databaseUrl = await postgres.createDatabase("countersign");
  await runMigrations(databaseUrl);
  const secrets = makeSecrets();
  const { applicationId, publicKey } = secrets;
  const simulator = await startSimulator({ port: 0, vonage: { applicationId, publicKey } });
  defer(() => simulator.close());
  const port = await anyPort();
  const appUrl = `http://localhost:${port}`;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const addresses = { appUrl, databaseUrl, simulatorUrl: simulator.url };
  const env = applicationEnvironment(inherited, addresses, secrets, "production");
  mkdirSync(path.dirname(logFile), { recursive: true });
  const application = await startApplication({ mode: "start", port, env, logFile });
  defer(application.stop);
  return { appUrl, databaseUrl, simulator };
}
