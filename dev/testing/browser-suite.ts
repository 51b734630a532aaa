import { mkdirSync } from "node:fs";
import path from "node:path";
import { runMigrations } from "../../db/migrate";
import { startApplication } from "../application";
import { findBrowser } from "../browser";
import { ensureBuild } from "../build";
import { startChild } from "../child";
import type { Lifetime } from "../lifetime";
import { anyPort } from "../ports";
import { startPostgres } from "../postgres";
import { makeSecrets } from "../secrets";
import { applicationEnvironment } from "../services";
import { startSimulator } from "../simulator/server";
import { type Counts, countPlaywright } from "./counts";
import { readReport, reportFile } from "./report";

const playwright = path.resolve("node_modules/@playwright/test/cli.js");
const logFile = ".data/tests/application.log";
/** What a person has set for their own deployment has no place in a test. */
const ours =
  /^(VERCEL|VONAGE|AUTH_|NEXTAUTH_|PASSWORD_PEPPERS|DATABASE_|APP_URL|BRAND|CLIENT_ADDRESS_HEADER)/;

/** The production build on a database and a simulator of its own; what tests must know of it, by name. */
async function startSubject({ defer }: Lifetime): Promise<Record<string, string>> {
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
  return { E2E_BASE_URL: appUrl, E2E_SIMULATOR_URL: simulator.url, E2E_DATABASE_URL: databaseUrl };
}

/** Journeys in a browser, against the production build. */
export async function runBrowserSuite(lifetime: Lifetime): Promise<Counts> {
  const { executablePath } = findBrowser();
  await ensureBuild(lifetime.defer);
  const subject = await startSubject(lifetime);
  const report = reportFile(lifetime.defer);
  const child = startChild(process.execPath, [playwright, "test", "--forbid-only"], {
    env: { ...process.env, ...subject, CHROMIUM_PATH: executablePath, E2E_REPORT: report },
    output: "inherit",
  });
  lifetime.defer(child.stop);
  const exitCode = await child.exited;
  const counts = countPlaywright(readReport(report), exitCode);
  if (counts.failed > 0)
    console.log(`  The application's log: ${logFile}; screenshots and traces: test-results/`);
  return counts;
}
