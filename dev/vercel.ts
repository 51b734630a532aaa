import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beginLifetime, type Lifetime } from "./lifetime";
import { startPostgres } from "./postgres";
import { step } from "./progress";
import { makeSecrets } from "./secrets";
import { simulate } from "./simulation";
import { createBrowser } from "./vercel/browser";
import { buildForVercel, installCli } from "./vercel/cli";
import { checkContents, listing } from "./vercel/contents";
import { checkMigrations } from "./vercel/database";
import { startEdge } from "./vercel/edge";
import { createInstances } from "./vercel/instances";
import { readOutput } from "./vercel/output";
import { copySource } from "./vercel/source";
import { stage } from "./vercel/stage";
import { walk } from "./vercel/walk";

const directory = ".data/vercel";
const host = "countersign.example";

/** What a deployer enters in Vercel's dashboard; APP_URL is left out, as it may be. */
async function services({ defer }: Lifetime) {
  const secrets = makeSecrets();
  const postgres = await startPostgres({ persistent: false });
  defer(postgres.stop);
  const simulator = await simulate(secrets, { port: 0 });
  defer(() => simulator.close());
  const settings = {
    DATABASE_URL: await postgres.createDatabase("countersign"),
    AUTH_SECRET: secrets.authSecret,
    PASSWORD_PEPPERS: secrets.passwordPepper,
    VONAGE_APPLICATION_ID: secrets.applicationId,
    // In the form that most dashboards leave it in.
    VONAGE_PRIVATE_KEY: secrets.privateKey.replaceAll("\n", "\\n"),
    VONAGE_API_HOST: simulator.url,
    SMTP_URL: simulator.smtpUrl,
    MAIL_FROM: "Countersign <no-reply@countersign.example>",
  };
  return { settings, codes: simulator.control.latestCode };
}

/** What Vercel adds at run time. */
const platform = {
  VERCEL: "1",
  VERCEL_ENV: "production",
  VERCEL_URL: "countersign-abc123.vercel.example",
  VERCEL_PROJECT_PRODUCTION_URL: host,
  VERCEL_REGION: "iad1",
  NOW_REGION: "iad1",
  AWS_REGION: "us-east-1",
};

/** What must not be in any function's files; of the key one line is enough. */
function confidential(settings: Readonly<Record<string, string>>): string[] {
  const { AUTH_SECRET = "", PASSWORD_PEPPERS = "", DATABASE_URL = "", VONAGE_PRIVATE_KEY = "" } = settings;
  return [AUTH_SECRET, PASSWORD_PEPPERS, DATABASE_URL, VONAGE_PRIVATE_KEY.split("\\n")[1] ?? ""];
}

async function prove(adapter: boolean, lifetime: Lifetime): Promise<void> {
  const { defer } = lifetime;
  const source = path.join(directory, "source");
  const cli = await step("Installing Vercel's command", () => installCli(`${directory}/cli`, defer));
  const { settings, codes } = await step("Starting the database and the simulator", () => services(lifetime));
  console.log(`  ${copySource(source)} files copied to ${source}`);
  await step("vercel build", () => buildForVercel({ cli, source, env: settings, adapter, defer }));
  console.log(`  ${await checkMigrations(settings.DATABASE_URL)} migration(s) applied by the build`);

  const output = readOutput(path.join(source, ".vercel/output"));
  const place = mkdtempSync(path.join(tmpdir(), "countersign-vercel-"));
  defer(() => rmSync(place, { recursive: true, force: true }));
  const functions = stage(output, source, place);
  console.log(`\n  ${functions.length} functions under ${output.functions.size} names:`);
  checkContents(functions, source, confidential(settings));
  // From here on there is nothing that a function could find beside its own files.
  rmSync(source, { recursive: true, force: true });

  const before = listing(place);
  const instances = createInstances({ ...settings, ...platform }, defer);
  const edge = await startEdge({ output, functions, instances, host, staticDirectory: `${place}/static` });
  defer(edge.close);
  console.log("\n  The functions, from their traced files alone:");
  try {
    await walk(() => createBrowser(edge.port, host), codes);
  } catch (error) {
    console.error(`\n${instances.output().trim()}`);
    throw error;
  }
  // On Vercel their file system cannot be written.
  if (listing(place) !== before) throw new Error(`A function wrote into its own directory in ${place}.`);
  console.log("\n  Cold starts, from nothing to the first answer:");
  for (const { name, milliseconds } of edge.coldStarts)
    console.log(`  ${Math.round(milliseconds)} ms  ${name}`);
}

/** Proves that `vercel build` makes functions that work by themselves. `--adapter` builds through Next's adapter. */
export async function run(args: readonly string[]): Promise<number> {
  const lifetime = beginLifetime("Stopping …");
  const adapter = args.includes("--adapter");
  try {
    await prove(adapter, lifetime);
    console.log(`\nVercel: the build and its functions work${adapter ? " (adapter)" : ""}.`);
    return 0;
  } finally {
    await lifetime.end();
  }
}
