import { parseArgs } from "node:util";
import postgres from "postgres";
import { runMigrations } from "../db/migrate";
import { beginLifetime } from "./lifetime";
import { startPostgres } from "./postgres";
import { step } from "./progress";
import { makeUpTraffic } from "./traffic/make-up";
import { wholeNumber } from "./whole-number";

const isHere = (url: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

/**
 * Fills the demo's database with made-up logins, messages and sign-ups, for the owner's pictures: `--days 60`,
 * `--people 900`. They go into the audit too, from where nothing can be deleted: only a database of this machine is taken.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      days: { type: "string", default: "60" },
      people: { type: "string", default: "900" },
      database: { type: "string" },
    },
  });
  const extent = {
    days: wholeNumber("days", values.days, 100_000),
    people: wholeNumber("people", values.people, 100_000),
  };
  if (values.database && (!URL.canParse(values.database) || !isHere(values.database)))
    throw new Error("Made-up traffic goes only into a database of this machine: postgres://…@localhost/….");
  const lifetime = beginLifetime();
  try {
    const url = values.database ?? (await ownDatabase(lifetime.defer));
    await step("Migrating the database", () => runMigrations(url));
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    lifetime.defer(() => sql.end());
    await step(`Making up ${extent.days} days of ${extent.people} people`, () => makeUpTraffic(sql, extent));
    return 0;
  } finally {
    await lifetime.end();
  }
}

async function ownDatabase(defer: (stop: () => Promise<void>) => void): Promise<string> {
  const server = await startPostgres({ dataDir: ".data/postgres", persistent: true });
  defer(server.stop);
  return server.createDatabase("countersign");
}
