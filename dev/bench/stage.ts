import { mkdirSync, readFileSync } from "node:fs";
import postgres from "postgres";
import { runMigrations } from "../../db/migrate";
import { ensureBuild } from "../build";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { step } from "../progress";
import { makeSecrets } from "../secrets";
import { applicationEnvironment, withoutOwnSettings } from "../services";
import { simulate } from "../simulation";
import type { Simulator } from "../simulator/server";
import { type MeasuredPostgres, startMeasuredPostgres } from "./database";
import { everybody, signUpEverybody } from "./people";
import { buildReference } from "./reference";
import { type Server, startServer } from "./server";

export const databases = { application: "countersign", bare: "bare" } as const;

export interface Stage {
  postgres: MeasuredPostgres;
  simulator: Simulator;
  application: Server;
  bare: Server;
  empty: Server;
}

export interface Applications {
  simulator: Simulator;
  databaseUrl: string;
  servers: Servers;
}

/** Of one build; all serve the first one's origin. */
export type Servers = readonly [Server, ...Server[]];
type Start = Readonly<{
  name: string;
  directory: string;
  env: NodeJS.ProcessEnv;
  port?: number;
  others?: number;
}>;

/** The same build several times, each on a port of its own. */
async function startServers(
  { name, directory, env, port, others = 0 }: Start,
  lifetime: Lifetime,
): Promise<Servers> {
  const start = async (named: string, at: number) =>
    startServer({ name: named, directory, port: at, env }, lifetime);
  const first = await start(name, port ?? (await anyPort()));
  const further: Server[] = [];
  for (let index = 0; index < others; index += 1)
    further.push(await start(`${name}-${index + 2}`, await anyPort()));
  return [first, ...further];
}

/** The production build, as often as asked for, with everybody signed up. `settings` come on top of the simulator's. */
export async function startApplications(
  database: MeasuredPostgres,
  lifetime: Lifetime,
  { others, settings = {} }: Readonly<{ others: number; settings?: Readonly<Record<string, string>> }>,
): Promise<Applications> {
  const databaseUrl = await database.createDatabase(databases.application);
  await runMigrations(databaseUrl);
  const secrets = makeSecrets();
  const simulator = await simulate(secrets, { port: 0 });
  lifetime.defer(() => simulator.close());
  const port = await anyPort();
  const appUrl = `http://localhost:${port}`;
  const addresses = { appUrl, databaseUrl, simulatorUrl: simulator.url, smtpUrl: simulator.smtpUrl };
  const simulated = applicationEnvironment(withoutOwnSettings(process.env), addresses, secrets, "production");
  const env = { ...simulated, ...settings };
  const servers = await startServers({ name: "application", directory: ".", env, port, others }, lifetime);
  await signUpEverybody(servers[0].origin, databaseUrl, simulator);
  return { simulator, databaseUrl, servers };
}

/** The build of the bare application. `hash`: of the password, which it checks then; without, it checks none. */
export async function startBare(
  database: MeasuredPostgres,
  directory: string,
  lifetime: Lifetime,
  { others = 0, hash }: Readonly<{ others?: number; hash?: string }> = {},
): Promise<Servers> {
  const url = await database.createDatabase(databases.bare);
  const sql = postgres(url, { max: 1 });
  try {
    await sql.unsafe(readFileSync(new URL("./bare/schema.sql", import.meta.url), "utf8"));
    const names = new Set<string>();
    for (const { identifier } of everybody()) {
      if (names.has(identifier)) break;
      names.add(identifier);
    }
    await sql`insert into people (name) select unnest(${[...names]}::text[])`;
  } finally {
    await sql.end();
  }
  const env = { ...process.env, DATABASE_URL: url, ...(hash && { BARE_HASH: hash }) };
  return startServers({ name: "bare", directory, env, others }, lifetime);
}

/** Production builds of the application and of both references, running side by side on this machine. */
export async function setStage(lifetime: Lifetime): Promise<Stage> {
  mkdirSync(".data/bench", { recursive: true });
  await ensureBuild(lifetime.defer);
  const emptyBuild = await buildReference("empty", lifetime);
  const bareBuild = await buildReference("bare", lifetime);
  return step("Starting three applications, PostgreSQL and the simulator", async () => {
    const database = await startMeasuredPostgres(lifetime);
    const { servers, simulator } = await startApplications(database, lifetime, { others: 0 });
    const [bare] = await startBare(database, bareBuild, lifetime);
    const [empty] = await startServers({ name: "empty", directory: emptyBuild, env: process.env }, lifetime);
    return { postgres: database, simulator, application: servers[0], bare, empty };
  });
}
