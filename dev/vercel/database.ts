import { readdirSync } from "node:fs";
import postgres from "postgres";

/** How many migrations the database has had; throws when that is not all there are. */
export async function checkMigrations(url: string): Promise<number> {
  const there = readdirSync("db/migrations").filter((file) => file.endsWith(".sql")).length;
  const sql = postgres(url, { max: 1 });
  try {
    const rows = await sql<{ applied: number }[]>`
      select count(*)::int as applied from drizzle.__drizzle_migrations`;
    const applied = rows[0]?.applied ?? 0;
    if (applied !== there) throw new Error(`The build applied ${applied} of ${there} migrations.`);
    return applied;
  } finally {
    await sql.end();
  }
}
