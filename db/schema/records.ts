import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Counters of fixed windows. The key is a keyed hash: no name, number or address stands here in clear. */
export const throttles = pgTable(
  "throttles",
  {
    key: text("key").primaryKey(),
    name: text("name").notNull(),
    count: integer("count").notNull(),
    windowEndsAt: at("window_ends_at").notNull(),
  },
  (table) => [index("throttles_window_ends_at").on(table.windowEndsAt)],
);

/** What happened, for the owner and for operators. Append-only; outlives the user it speaks of. */
export const audit = pgTable(
  "audit",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: at("at").notNull().defaultNow(),
    event: text("event").notNull(),
    outcome: text("outcome").notNull(),
    userId: uuid("user_id"),
    factor: text("factor"),
    loginId: uuid("login_id"),
    sessionId: uuid("session_id"),
    browser: text("browser"),
    address: text("address"),
    details: jsonb("details"),
  },
  (table) => [index("audit_user_id_at").on(table.userId, table.at)],
);
