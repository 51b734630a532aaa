import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

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
    /** The administrator who did it to the account, or looked at it; null: nobody but the account itself. */
    actorId: uuid("actor_id"),
    factor: text("factor"),
    loginId: uuid("login_id"),
    sessionId: uuid("session_id"),
    browser: text("browser"),
    address: text("address"),
    details: jsonb("details"),
    /** Of the digest of browser, address and details, the only thing of them that the chain holds (docs/audit.md). */
    salt: uuid("salt").defaultRandom(),
    /** That digest, hexadecimal, once they were erased; null before. */
    personalHash: text("personal_hash"),
  },
  (table) => [
    // What happened on a day; rows come in the order of time, which makes it small.
    index("audit_at").using("brin", table.at),
    index("audit_user_id_id").on(table.userId, table.id),
    index("audit_actor_id_id").on(table.actorId, table.id).where(sql`${table.actorId} is not null`),
  ],
);

/**
 * What people are told about their account, written together with what it tells of and sent afterwards. Outlives the
 * account. The links in it are made from its id (lib/links.ts): nothing here opens anything.
 */
export const notices = pgTable(
  "notices",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: uuid("user_id").notNull(),
    kind: text("kind").notNull(),
    /** email or text, and the address or number (E.164) it goes to. */
    channel: text("channel").notNull(),
    recipient: text("recipient").notNull(),
    /** What the wording needs: user name, browser, place, the id that a link names. */
    details: jsonb("details").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    attempts: smallint("attempts").notNull().default(0),
    /** When it is to be sent (again). */
    dueAt: at("due_at").notNull().defaultNow(),
    sentAt: at("sent_at"),
    givenUpAt: at("given_up_at"),
    /** When somebody pressed "this was not me". */
    disputedAt: at("disputed_at"),
  },
  (table) => [
    index("notices_due_at")
      .on(table.dueAt)
      .where(sql`${table.sentAt} is null and ${table.givenUpAt} is null`),
    index("notices_user_id").on(table.userId, table.createdAt),
    index("notices_given_up").on(table.userId).where(sql`${table.givenUpAt} is not null`),
    index("notices_created_at").on(table.createdAt),
    check("notices_channel", sql`${table.channel} in ('email', 'text')`),
  ],
);
