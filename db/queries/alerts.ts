import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { ago } from "./clock";

/** True for one caller in `seconds` for each key, however many call at once. */
export async function claimAlert(key: string, seconds: number): Promise<boolean> {
  const rows = await db().execute(sql`
    insert into alerts (key, raised_at) values (${key}, now())
    on conflict (key) do update set raised_at = now()
      where alerts.raised_at <= ${ago(seconds)}
    returning key`);
  return rows.length > 0;
}
