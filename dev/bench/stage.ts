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
  /** All serve the first one's origin. */
  servers: readonly [Server, ...Server[]];
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
  const first = await startServer({ name: "application", directory: ".", port, env }, lifetime);
  const further: Server[] = [];
  for (let index = 0; index < others; index += 1) {
    const name = `application-${index + 2}`;
    further.push(await startServer({ name, directory: ".", port: await anyPort(), env }, lifetime));
  }
  await signUpEverybody(first.origin, databaseUrl, simulator);
  return { simulator, databaseUrl, servers: [first, ...further] };
}

async function startBare(database: MeasuredPostgres, directory: string, lifetime: Lifetime): Promise<Server> {
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
  const env = { ...process.env, DATABASE_URL: url };
  return startServer({ name: "bare", directory, port: await anyPort(), env }, lifetime);
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
    const bare = await startBare(database, bareBuild, lifetime);
    const port = await anyPort();
    const empty = await startServer(
      { name: "empty", directory: emptyBuild, port, env: process.env },
      lifetime,
    );
    return { postgres: database, simulator, application: servers[0], bare, empty };
  });
}
