/**
 * Looks at a deployment: its variables, its database, its provider, itself. dev/doctor.ts starts it.
 */
import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { readEnvFiles } from "../services";
import { readOptions, usage } from "./options";

const begin = `Nothing is configured here, so there is nothing to look at.

  To look at a deployment on Vercel:   npx vercel env pull .env.local
  To look at one of your own:          cp .env.example .env.local, and fill it in (docs/deploy.md)
  Then again:                          npm run doctor

  To try Countersign without any configuration: npm run demo
`;

const core = [
  "APP_URL",
  "DATABASE_URL",
  "AUTH_SECRET",
  "PASSWORD_PEPPERS",
  "VONAGE_APPLICATION_ID",
  "TELNYX_API_KEY",
];

function readFiles(files: readonly string[]): void {
  if (files.length === 0) readEnvFiles();
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
    loadEnvFile(file);
  }
}

async function start(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(usage);
    return 0;
  }
  readFiles(options.files);
  if (!options.json && core.every((name) => !process.env[name])) {
    console.log(begin);
    return 1;
  }
  // All of the application comes along with it.
  const { lookAround } = await import("./look");
  return lookAround(options);
}

start().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
