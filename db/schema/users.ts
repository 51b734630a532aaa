import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** People whose phone is proved. Nobody is in here before that: see `signups`. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    username: text("username").notNull(),
    usernameKey: text("username_key").notNull().unique(),
    usernameSkeleton: text("username_skeleton").notNull().unique(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull().unique(),
    /** Null: signed up by phone, and has chosen none yet. */
    passwordHash: text("password_hash"),
    /** BCP 47: the language of texts and calls; null follows the browser. */
    locale: text("locale"),
    /** Consecutive wrong second factors over all challenges; only a right one resets it. */
    factorFailures: smallint("factor_failures").notNull().default(0),
    factorFailedAt: at("factor_failed_at"),
    /** Too many requests were not approved: phones are left alone until another factor has succeeded. */
    approvalsOffAt: at("approvals_off_at"),
    /** Requests since then are counted. */
    approvalsFrom: at("approvals_from"),
    /** Until then nothing can be changed from within the account: somebody said "this was not me". */
    frozenUntil: at("frozen_until"),
    disabledAt: at("disabled_at"),
    /** `user` or `admin`, and since when: lib/access/roles.ts says what each needs. */
    role: text("role").notNull().default("user"),
    roleSince: at("role_since").notNull().defaultNow(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (table) => [
    // For the administration's search: by the beginning of a name or an address, the newest first.
    index("users_username_prefix").on(table.usernameKey.op("text_pattern_ops")),
    index("users_email_prefix").on(table.emailKey.op("text_pattern_ops")),
    index("users_created_at_id").on(table.createdAt, table.id),
    check("users_role", sql`${table.role} in ('user', 'admin')`),
  ],
);

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
  /** When it took the place of another number of the account. */
  changedAt: at("changed_at"),
  /** When somebody else has proved that the phone with this number is in their hands. */
  contestedAt: at("contested_at"),
});

/**
 * Numbers that were replaced. Until `undoUntil` whoever got the link can take the change back, and the new number
 * resets nothing.
 */
export const phoneChanges = pgTable(
  "phone_changes",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    oldNumber: text("old_number").notNull(),
    newNumber: text("new_number").notNull(),
    changedAt: at("changed_at").notNull().defaultNow(),
    undoUntil: at("undo_until").notNull(),
    undoneAt: at("undone_at"),
  },
  (table) => [index("phone_changes_user_id").on(table.userId)],
);

/** Browsers that have completed a login of an account: a cookie names them, and only its hash is here. */
export const browsers = pgTable(
  "browsers",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    browserHash: text("browser_hash").notNull(),
    firstSeenAt: at("first_seen_at").notNull().defaultNow(),
    lastSeenAt: at("last_seen_at").notNull().defaultNow(),
    /** The second factor that was passed last in it: asked for first there. */
    lastAsked: text("last_asked"),
    /** Consecutive wrong second factors in this browser: they count for it alone, and others never for it. */
    factorFailures: smallint("factor_failures").notNull().default(0),
    factorFailedAt: at("factor_failed_at"),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.browserHash] }),
    index("browsers_last_seen_at").on(table.lastSeenAt),
  ],
);
