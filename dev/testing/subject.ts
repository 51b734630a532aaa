import { mkdirSync } from "node:fs";
import path from "node:path";
import { runMigrations } from "../../db/migrate";
import { startApplication } from "../application";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { startPostgres } from "../postgres";
import { makeSecrets } from "../secrets";
import { applicationEnvironment, withoutOwnSettings } from "../services";
import { callBack, simulate } from "../simulation";
import type { Simulator } from "../simulator/server";

export const logFile = ".data/tests/application.log";
export interface Subject {
  appUrl: string;
  databaseUrl: string;
  simulator: Simulator;
}

/** The production build on a database and a simulator of its own, which tells it what became of its messages or not. */
export async function startSubject({ defer }: Lifetime, callbacks = true): Promise<Subject> {
  const postgres = await startPostgres({ persistent: false });
  defer(postgres.stop);
  const databaseUrl = await postgres.createDatabase("countersign");
  await runMigrations(databaseUrl);
  const secrets = makeSecrets();
  const simulator = await simulate(secrets, { port: 0 });
  defer(() => simulator.close());
  const port = await anyPort();
  const appUrl = `http://localhost:${port}`;
  const addresses = { appUrl, databaseUrl, simulatorUrl: simulator.url, smtpUrl: simulator.smtpUrl };
  const env = applicationEnvironment(withoutOwnSettings(process.env), addresses, secrets, "production");
  mkdirSync(path.dirname(logFile), { recursive: true });
  const application = await startApplication({ mode: "start", port, env, logFile });
  defer(application.stop);
  if (callbacks) callBack(simulator, appUrl);
  return { appUrl, databaseUrl, simulator };
}
