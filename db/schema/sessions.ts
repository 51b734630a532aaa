import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * What decides whether a browser is logged in; NextAuth's token only carries the id whose hash is here.
 * The assurance level is computed from `amr` (lib/auth/assurance.ts) and so are the limits: neither is stored.
 */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    sidHash: text("sid_hash").notNull().unique(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    amr: text("amr").notNull(),
    steppedUpAt: at("stepped_up_at").notNull().defaultNow(),
    /** Of the browser that it is in, where it has a name (`browsers`). */
    browserHash: text("browser_hash"),
    browser: text("browser").notNull(),
    address: text("address"),
    place: text("place"),
    createdAt: at("created_at").notNull().defaultNow(),
    lastSeenAt: at("last_seen_at").notNull().defaultNow(),
    revokedAt: at("revoked_at"),
    revokedFor: text("revoked_for"),
  },
  (table) => [index("sessions_user_id").on(table.userId)],
);
