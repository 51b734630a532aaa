import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import journal from "../migrations/meta/_journal.json";

/** When the newest migration of this build was made: its name in the database's journal. */
export const newestMigration = Math.max(...journal.entries.map((entry) => entry.when));

/** Whether the database has every migration this build was made with; newer ones do not matter. */
export async function isMigrated(): Promise<boolean> {
  const [table] = await db().execute<{ present: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  );
  if (!table?.present) return false;
  const [applied] = await db().execute<{ done: boolean }>(
    sql`select coalesce(max(created_at), 0) >= ${newestMigration}::bigint as done from drizzle.__drizzle_migrations`,
  );
  return applied?.done ?? false;
}
