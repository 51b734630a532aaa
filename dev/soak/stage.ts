import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { runMigrations } from "../../db/migrate";
import { ensureBuild } from "../build";
import { startEdge } from "../edge";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { type Postgres, startPostgres } from "../postgres";
import { step } from "../progress";
import { makeSecrets } from "../secrets";
import { applicationEnvironment, withoutOwnSettings } from "../services";
import { callBack, simulate } from "../simulation";
import type { Simulator } from "../simulator/server";
import { createInstance, type Instance } from "./instance";
import { type Line, openLine } from "./line";

export const directory = ".data/soak";
export const logDirectory = path.join(directory, "logs");

export interface Stage {
  appUrl: string;
  cronSecret: string;
  simulator: Simulator;
  line: Line;
  instances: readonly [Instance, Instance];
  /** Not over the line: what looks at the database and what breaks it is disturbed by no fault. */
  sql: postgres.Sql;
  /** Crashes PostgreSQL and starts it again on the same data and port. */
  restartDatabase(): Promise<void>;
}

/** With persistent data: what it says is committed has to outlive a crash. */
async function startDatabase({ defer }: Lifetime) {
  const dataDir = path.resolve(directory, "postgres");
  let server: Postgres = await startPostgres({ dataDir, persistent: true });
  defer(() => server.stop());
  const url = await server.createDatabase(`soak_${randomBytes(4).toString("hex")}`);
  await runMigrations(url);
  const { port } = server;
  const restart = async () => {
    await server.crash();
    server = await startPostgres({ dataDir, persistent: true, port });
  };
  return { url, restart };
}

/** Two instances of the production build behind one address, on a database and a simulator of their own. */
export async function setStage(lifetime: Lifetime): Promise<Stage> {
  rmSync(logDirectory, { recursive: true, force: true });
  mkdirSync(logDirectory, { recursive: true });
  await ensureBuild(lifetime.defer);
  return step("Starting two applications, PostgreSQL and the simulator", async () => {
    const database = await startDatabase(lifetime);
    const sql = postgres(database.url, { max: 2, onnotice: () => {} });
    lifetime.defer(() => sql.end({ timeout: 1 }));
    const line = await openLine(database.url);
    lifetime.defer(line.close);
    const secrets = makeSecrets();
    const simulator = await simulate(secrets, { port: 0 });
    lifetime.defer(() => simulator.close());
    const [one, two] = [await anyPort(), await anyPort()];
    const edge = await startEdge(0, [one, two]);
    lifetime.defer(edge.close);
    const appUrl = `http://localhost:${edge.port}`;
    const cronSecret = randomBytes(24).toString("hex");
    const addresses = { databaseUrl: line.url, simulatorUrl: simulator.url, smtpUrl: simulator.smtpUrl };
    const env = {
      ...applicationEnvironment(
        withoutOwnSettings(process.env),
        { appUrl, ...addresses },
        secrets,
        "production",
      ),
      CRON_SECRET: cronSecret,
    };
    const instances = [
      createInstance({ name: "one", port: one, env, logDirectory }),
      createInstance({ name: "two", port: two, env, logDirectory }),
    ] as const;
    for (const instance of instances) {
      await instance.start();
      lifetime.defer(instance.stop);
    }
    callBack(simulator, appUrl);
    return { appUrl, cronSecret, simulator, line, instances, sql, restartDatabase: database.restart };
  });
}
