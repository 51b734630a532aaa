import { mkdirSync } from "node:fs";
import path from "node:path";
import { runMigrations } from "../../db/migrate";
import { startApplication } from "../application";
import { startEdge } from "../edge";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { startPostgres } from "../postgres";
import { makeSecrets } from "../secrets";
import { applicationEnvironment, withoutOwnSettings } from "../services";
import { callBack, simulate } from "../simulation";
import type { Simulator } from "../simulator/server";

const logDirectory = ".data/tests";
export const logFiles = `${logDirectory}/application-*.log`;
export interface Subject {
  appUrl: string;
  databaseUrl: string;
  simulator: Simulator;
}

interface SubjectOptions {
  /** Whether the simulator tells it what became of its messages. */
  callbacks?: boolean;
  /** How many processes take the requests in turn. */
  instances?: number;
  /** On top of what beside a simulator is set. */
  settings?: Readonly<Record<string, string>>;
}

/** Starts the production build that many times, behind one port that passes each request on to the next. */
async function startInstances(
  { defer }: Lifetime,
  port: number,
  count: number,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  mkdirSync(logDirectory, { recursive: true });
  const ports: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const own = count === 1 ? port : await anyPort();
    const logFile = path.join(logDirectory, `application-${number}.log`);
    const application = await startApplication({ mode: "start", port: own, env, logFile });
    defer(application.stop);
    ports.push(own);
  }
  if (count === 1) return;
  const edge = await startEdge(port, ports);
  defer(edge.close);
}

/** The production build on a database and a simulator of its own. */
export async function startSubject(lifetime: Lifetime, options: SubjectOptions = {}): Promise<Subject> {
  const { callbacks = true, instances = 2, settings = {} } = options;
  const { defer } = lifetime;
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
  const simulated = applicationEnvironment(withoutOwnSettings(process.env), addresses, secrets, "production");
  const env = { ...simulated, ...settings };
  await startInstances(lifetime, port, instances, env);
  if (callbacks) callBack(simulator, appUrl);
  return { appUrl, databaseUrl, simulator };
}
