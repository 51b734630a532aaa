import { sql } from "drizzle-orm";
import {
  check,
  index,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { confirmations, logins } from "./flows";
import { sessions } from "./sessions";
import { users } from "./users";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Phones that approve: what they sign with, and where a push service reaches them. The private key never leaves them. */
export const devices = pgTable(
  "devices",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** P-256, the uncompressed point (65 bytes) in base64url. */
    publicKey: text("public_key").notNull().unique(),
    /** Of its Web Push subscription (RFC 8030, 8291); null: nothing can be pushed to it. */
    pushEndpoint: text("push_endpoint"),
    pushKey: text("push_key"),
    pushAuth: text("push_auth"),
    browser: text("browser").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (table) => [index("devices_user_id").on(table.userId)],
);

/** Links that enrol one phone: single use, and only their hash is here. */
export const enrolments = pgTable(
  "enrolments",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    tokenHash: text("token_hash").notNull().unique(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The session that made it: the one that goes on when the phone is enrolled. */
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    deviceId: uuid("device_id").references(() => devices.id, { onDelete: "cascade" }),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
  },
  (table) => [
    index("enrolments_user_id").on(table.userId),
    index("enrolments_session_id").on(table.sessionId),
    index("enrolments_expires_at").on(table.expiresAt),
  ],
);

/**
 * One question to the owner of an account, answered once by a phone of theirs. Outlives what asked for it, as the receipt
 * of the answer. `request` is what is signed, to the byte (lib/approvals/request.ts).
 */
export const approvals = pgTable(
  "approvals",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose").notNull(),
    loginId: uuid("login_id").references(() => logins.id, { onDelete: "set null" }),
    confirmationId: uuid("confirmation_id").references(() => confirmations.id, { onDelete: "set null" }),
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "set null" }),
    /** Of an action: names it for the browser that asked, says where that goes on, for what exactly it is good, what was typed. */
    handleHash: text("handle_hash").unique(),
    page: text("page"),
    subjectHash: text("subject_hash"),
    held: jsonb("held"),
    request: text("request").notNull(),
    state: text("state").notNull().default("pending"),
    triesLeft: smallint("tries_left").notNull(),
    /** What became of the notifications; null while nobody knows. */
    push: text("push"),
    deviceId: uuid("device_id").references(() => devices.id, { onDelete: "set null" }),
    statement: text("statement"),
    signature: text("signature"),
    createdAt: at("created_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    decidedAt: at("decided_at"),
    /** When what was approved was done: once. */
    usedAt: at("used_at"),
  },
  (table) => [
    uniqueIndex("approvals_one_pending").on(table.userId).where(sql`${table.state} = 'pending'`),
    index("approvals_user_id").on(table.userId, table.createdAt),
    index("approvals_login_id").on(table.loginId).where(sql`${table.loginId} is not null`),
    index("approvals_confirmation_id")
      .on(table.confirmationId)
      .where(sql`${table.confirmationId} is not null`),
    index("approvals_session_id").on(table.sessionId).where(sql`${table.sessionId} is not null`),
    index("approvals_device_id").on(table.deviceId).where(sql`${table.deviceId} is not null`),
    index("approvals_created_at").on(table.createdAt),
    check("approvals_purpose", sql`${table.purpose} in ('login', 'step-up', 'action')`),
    check(
      "approvals_state",
      sql`${table.state} in ('pending', 'approved', 'denied', 'disowned', 'exhausted', 'lapsed', 'cancelled')`,
    ),
    check("approvals_push", sql`${table.push} in ('sent', 'failed', 'none')`),
    check("approvals_tries", sql`${table.triesLeft} >= 0`),
    /** What a phone has answered is signed, and nothing else is. */
    check(
      "approvals_signed",
      sql`(${table.state} in ('approved', 'denied', 'disowned')) = (${table.signature} is not null and ${table.statement} is not null)`,
    ),
  ],
);
