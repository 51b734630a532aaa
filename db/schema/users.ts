import { pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** People whose phone is proved. Nobody is in here before that: see `signups`. */
export const users = pgTable("users", {
  id: uuid("id").primaryKey().defaultRandom(),
  username: text("username").notNull(),
  usernameKey: text("username_key").notNull().unique(),
  usernameSkeleton: text("username_skeleton").notNull().unique(),
  email: text("email").notNull(),
  emailKey: text("email_key").notNull().unique(),
  passwordHash: text("password_hash").notNull(),
  /** Consecutive wrong second factors over all challenges; only a right one resets it. */
  factorFailures: smallint("factor_failures").notNull().default(0),
  factorFailedAt: at("factor_failed_at"),
  disabledAt: at("disabled_at"),
  createdAt: at("created_at").notNull().defaultNow(),
});

/** Proved numbers, E.164 with the plus sign. A number belongs to one account at most. */
export const phones = pgTable("phones", {
  id: uuid("id").primaryKey().defaultRandom(),
  userId: uuid("user_id")
    .notNull()
    .unique()
    .references(() => users.id, { onDelete: "cascade" }),
  number: text("number").notNull().unique(),
  confirmedAt: at("confirmed_at").notNull().defaultNow(),
  lastUsedAt: at("last_used_at"),
});
