import { readFileSync } from "node:fs";
import type postgres from "postgres";

const text = (name: string): string => readFileSync(new URL(`./${name}.sql`, import.meta.url), "utf8");

/** Made-up people and what they did, up to now. */
export async function makeUpTraffic(
  sql: postgres.Sql,
  extent: Readonly<{ days: number; people: number }>,
): Promise<void> {
  const filled = (name: string) =>
    text(name).replaceAll(":days", String(extent.days)).replaceAll(":people", String(extent.people));
  await sql.begin(async (transaction) => {
    await transaction.unsafe(filled("people"));
    await transaction.unsafe(filled("days"));
  });
}
