import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What the platform's clock has started, and what came of it. */
export const jobRuns = pgTable(
  "job_runs",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    name: text("name").notNull(),
    startedAt: at("started_at").notNull().defaultNow(),
    /** From then on it holds up no other run: its instance is gone. */
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    outcome: text("outcome"),
    /** What it has done, by name. */
    counts: jsonb("counts"),
    /** Name and code of the error it failed with. */
    error: text("error"),
  },
  (table) => [
    uniqueIndex("job_runs_running").on(table.name).where(sql`${table.endedAt} is null`),
    index("job_runs_name_id").on(table.name, table.id),
    index("job_runs_started_at").on(table.startedAt),
    check("job_runs_outcome", sql`${table.outcome} in ('done', 'failed', 'lost')`),
  ],
);
