import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runMigrations } from "../../../db/migrate";
import { next } from "../../../dev/build";
import { type Child, startChild } from "../../../dev/child";
import type { Lifetime } from "../../../dev/lifetime";
import { anyPort } from "../../../dev/ports";
import { createDatabase, dropDatabase } from "../../../dev/postgres/databases";
import { makeSecrets, type Secrets } from "../../../dev/secrets";
import { applicationEnvironment, withoutOwnSettings } from "../../../dev/services";
import { callBack, simulate } from "../../../dev/simulation";
import type { Subject } from "./subject";

/** An application that nobody else uses: what its database holds afterwards, this test has caused. */
export type OwnSubject = Subject &
  Readonly<{ secrets: Secrets; logFile: string; environment: NodeJS.ProcessEnv }>;

const logDirectory = ".data/tests";
const patienceMs = 30_000;
const attempts = 3;

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`).then(
    (answer) => answer.ok,
    () => false,
  );

/** Whether it answers before it ends. */
async function comesUp(child: Child, baseUrl: string): Promise<boolean> {
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  for (const until = Date.now() + patienceMs; Date.now() < until && !ended; await delay(50)) {
    if (await answers(baseUrl)) return true;
  }
  return false;
}

type Served = Readonly<{
  /** Where the build is. */
  directory: string;
  logFile: string;
  environmentAt: (baseUrl: string) => NodeJS.ProcessEnv;
}>;

/** Serves a production build until the lifetime ends; a port that somebody else took meanwhile is given up. */
async function serve({ directory, logFile, environmentAt }: Served, { defer }: Lifetime): Promise<string> {
  let said = "";
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = await anyPort();
    const baseUrl = `http://localhost:${port}`;
    const args = [next, "start", directory, "--port", String(port), "--hostname", "localhost"];
    const options = { env: environmentAt(baseUrl), output: { file: logFile } };
    const child = startChild(process.execPath, args, options);
    if (await comesUp(child, baseUrl)) {
      defer(child.stop);
      return baseUrl;
    }
    await child.stop();
    said = child.tail().slice(-2_000);
  }
  throw new Error(`The application does not answer.\n${said}`);
}

/** The same application once more beside the first: same database, same secrets, its own settings. */
export async function startBeside(
  subject: OwnSubject,
  settings: Readonly<Record<string, string>>,
  lifetime: Lifetime,
): Promise<OwnSubject> {
  const logFile = subject.logFile.replace(".log", "-beside.log");
  const environmentAt = (baseUrl: string) => ({ ...subject.environment, APP_URL: baseUrl, ...settings });
  const baseUrl = await serve({ directory: ".", logFile, environmentAt }, lifetime);
  return { ...subject, baseUrl, logFile, environment: environmentAt(baseUrl) };
}

type Place = Readonly<{
  /** Of the database server. */
  adminUrl: string;
  /** Where the build is. */
  directory: string;
  /** A name among the logs. */
  logName: string;
  /** What differs from the settings that all tests have. */
  settings?: Readonly<Record<string, string>>;
  /** Whether its providers tell it what became of messages; by themselves, so at any moment of a test. */
  callbacks?: boolean;
}>;

/** A simulator and a database of its own for an application, which is not started yet. */
async function furnish({ adminUrl, logName, settings = {} }: Omit<Place, "directory">, lifetime: Lifetime) {
  const name = `own_${randomBytes(6).toString("hex")}`;
  const databaseUrl = await createDatabase(adminUrl, name);
  lifetime.defer(() => dropDatabase(adminUrl, name));
  await runMigrations(databaseUrl);
  const secrets = makeSecrets();
  const simulator = await simulate(secrets, { port: 0 });
  lifetime.defer(() => simulator.close());
  mkdirSync(logDirectory, { recursive: true });
  const logFile = path.join(logDirectory, `${logName}.log`);
  const addresses = { databaseUrl, simulatorUrl: simulator.url, smtpUrl: simulator.smtpUrl };
  const environmentAt = (appUrl: string) => ({
    ...applicationEnvironment(
      withoutOwnSettings(process.env),
      { appUrl, ...addresses },
      secrets,
      "production",
    ),
    ...settings,
  });
  return { ...addresses, simulator, secrets, logFile, environmentAt };
}

/** An application with a simulator and a database of its own. */
export async function startOwn(place: Place, lifetime: Lifetime): Promise<OwnSubject> {
  const { simulator, environmentAt, ...around } = await furnish(place, lifetime);
  const served = { directory: place.directory, logFile: around.logFile, environmentAt };
  const baseUrl = await serve(served, lifetime);
  if (place.callbacks) callBack(simulator, baseUrl);
  return { baseUrl, ...around, environment: environmentAt(baseUrl) };
}

/** The same without a process: a test starts what it wants on this port. */
export async function prepareOwn(
  place: Omit<Place, "directory">,
  port: number,
  lifetime: Lifetime,
): Promise<OwnSubject> {
  const { simulator, environmentAt, ...around } = await furnish(place, lifetime);
  const baseUrl = `http://localhost:${port}`;
  callBack(simulator, baseUrl);
  return { baseUrl, ...around, environment: environmentAt(baseUrl) };
}
