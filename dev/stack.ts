import { mkdirSync } from "node:fs";
import { runMigrations } from "../db/migrate";
import { startApplication } from "./application";
import { ensureBuild } from "./build";
import { beginLifetime, type Lifetime } from "./lifetime";
import { choosePort } from "./ports";
import { startPostgres } from "./postgres";
import { frame, step } from "./progress";
import { developmentSecrets, type Secrets } from "./secrets";
import { applicationEnvironment, chooseServices, readEnvFiles, type Services } from "./services";
import { callBack, simulate } from "./simulation";
import type { Simulator } from "./simulator/server";

const dataDirectory = ".data";
const logFile = `${dataDirectory}/application.log`;
const applicationPort = 3000;
const handsetPort = 3001;

async function bringUpDatabase({ databaseUrl }: Services, { defer }: Lifetime): Promise<string> {
  if (databaseUrl) {
    console.log(`  Database: yours, at ${new URL(databaseUrl).host} (DATABASE_URL)`);
    return databaseUrl;
  }
  const postgres = await step("Starting PostgreSQL", () =>
    startPostgres({ dataDir: `${dataDirectory}/postgres`, persistent: true }),
  );
  defer(postgres.stop);
  const url = await postgres.createDatabase("countersign");
  console.log(`  Database: ${url}`);
  return url;
}

const named = { vonage: "Vonage (VONAGE_APPLICATION_ID", telnyx: "Telnyx (TELNYX_API_KEY" } as const;

async function bringUpSimulator({ provider }: Services, secrets: Secrets, port: number, { defer }: Lifetime) {
  if (provider) {
    console.log(`  Messages: sent by ${named[provider]} is set), so there is no simulated handset`);
    return undefined;
  }
  const simulator = await simulate(secrets, { port, host: "localhost" });
  defer(() => simulator.close());
  return simulator;
}

/** Mails of a server that somebody has named leave this machine, also beside a simulated provider. */
function sayMails({ SMTP_URL: own }: NodeJS.ProcessEnv, simulator: Simulator | undefined): void {
  if (own) console.log("  Mails: sent for real by your mail server (SMTP_URL)");
  else if (!simulator) console.log("  Mails: none, because SMTP_URL is not set");
}

async function choosePorts() {
  const application = await choosePort(applicationPort);
  const handset = await choosePort(handsetPort, [application]);
  if (application !== applicationPort)
    console.log(`  Port ${applicationPort} is in use: the application takes ${application}`);
  if (handset !== handsetPort) console.log(`  Port ${handsetPort} is in use: the handset takes ${handset}`);
  return { application, handset };
}

function announce(appUrl: string, handsetUrl: string | undefined): void {
  const handset = handsetUrl ? [`Handset     → ${handsetUrl.replace(/\/$/, "")}`] : [];
  const next = handsetUrl
    ? [
        "Sign up with any mobile number, e.g. 07700 900123 (United Kingdom):",
        "the PIN arrives on the handset.",
      ]
    : ["Sign up with your own mobile number: the PIN arrives on your phone."];
  console.log("");
  console.log(
    frame([
      "",
      `Countersign → ${appUrl}`,
      ...handset,
      "",
      ...next,
      "Ctrl-C stops everything; your data stays.",
      "",
    ]),
  );
}

/** Everything a person needs to try the application, until Ctrl-C. Resolves only when the application ends by itself. */
export async function runStack(mode: "start" | "dev"): Promise<number> {
  const lifetime = beginLifetime("Stopping …");
  try {
    readEnvFiles();
    mkdirSync(dataDirectory, { recursive: true });
    const services = chooseServices(process.env);
    const secrets = developmentSecrets(`${dataDirectory}/secrets.json`);
    const databaseUrl = await bringUpDatabase(services, lifetime);
    await step("Migrating the database", () => runMigrations(databaseUrl));
    if (mode === "start") await ensureBuild(lifetime.defer);
    const ports = await choosePorts();
    const simulator = await bringUpSimulator(services, secrets, ports.handset, lifetime);
    sayMails(process.env, simulator);
    const appUrl = `http://localhost:${ports.application}`;
    const addresses = { appUrl, databaseUrl, simulatorUrl: simulator?.url, smtpUrl: simulator?.smtpUrl };
    const env = applicationEnvironment(
      process.env,
      addresses,
      secrets,
      mode === "dev" ? "development" : "production",
    );
    const application = await startApplication({
      mode,
      port: ports.application,
      env,
      ...(mode === "start" && { logFile }),
    });
    lifetime.defer(application.stop);
    if (simulator) callBack(simulator, appUrl);
    announce(appUrl, simulator?.handsetUrl);
    const code = await application.exited;
    await lifetime.end();
    if (code !== 0) console.error(`The application ended (code ${code}).\n${application.tail().trim()}`);
    return code;
  } catch (error) {
    await lifetime.end();
    throw error;
  }
}
