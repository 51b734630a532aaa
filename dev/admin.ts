/**
 * Makes an account an administrator, or takes that away: npm run admin -- NAME [--remove]
 * Run: node --conditions=react-server --import tsx dev/admin.ts NAME
 */
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { databaseAddress } from "../db/address";
import { setRole } from "../db/queries/roles";
import { type RoleCommand, roleAnswer, roleCommand } from "./roles/command";
import { readEnvFiles } from "./services";

async function carryOut({ account, role }: RoleCommand): Promise<string> {
  const { DATABASE_URL: given, NOTICE_TEXTS } = process.env;
  if (!given || !URL.canParse(given))
    throw new Error(
      "DATABASE_URL is not set: give the address of the application's PostgreSQL (postgres://…).",
    );
  const { url, ssl } = databaseAddress(given);
  const client = postgres(url, {
    ssl,
    max: 1,
    prepare: false,
    connect_timeout: 15,
    onnotice: () => undefined,
  });
  // Mail is always written: whether there is a server for it is known to the application, which sends it.
  const channels = { email: true, text: NOTICE_TEXTS !== "0" };
  try {
    return roleAnswer(await setRole(drizzle({ client }), account, role, channels), role);
  } finally {
    await client.end();
  }
}

async function main(): Promise<void> {
  readEnvFiles();
  process.stdout.write(`${await carryOut(roleCommand(process.argv.slice(2)))}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
