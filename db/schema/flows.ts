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
import { sessions } from "./sessions";
import { users } from "./users";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * A login between its first factor and its session. The browser holds the handle; only its SHA-256 is here.
 * States and what may follow them: lib/login/machine.ts.
 */
export const logins = pgTable(
  "logins",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    handleHash: text("handle_hash").notNull().unique(),
    /** Null while the number of a login by phone belongs to nobody: it looks like any other. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    state: text("state").notNull(),
    /** How it began. `trusted`: in a browser that needs no second step. `renewal`: a session that gets a new id. */
    route: text("route").notNull().default("password"),
    /** What its second factor is just now. */
    asks: text("asks").notNull().default("pin"),
    /** The session that this login takes the place of. */
    continues: uuid("continues").references(() => sessions.id, { onDelete: "set null" }),
    /** Hash of the cookie that names the browser among those of an account. */
    browserHash: text("browser_hash"),
    /** Methods passed so far, RFC 8176 names separated by spaces. */
    amr: text("amr").notNull(),
    returnTo: text("return_to"),
    browser: text("browser").notNull(),
    address: text("address"),
    place: text("place"),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
  },
  (table) => [
    index("logins_user_id").on(table.userId),
    index("logins_expires_at").on(table.expiresAt),
    index("logins_continues").on(table.continues).where(sql`${table.continues} is not null`),
    check(
      "logins_route",
      sql`${table.route} in ('password', 'phone', 'passkey', 'trusted', 'signup', 'renewal')`,
    ),
    check("logins_asks", sql`${table.asks} in ('pin', 'approval', 'authenticator', 'passkey', 'recovery')`),
    check(
      "logins_state",
      sql`${table.state} in ('identified', 'challenged', 'verified', 'completed', 'failed', 'cancelled')`,
    ),
  ],
);

/** What somebody asked to become, until the phone is proved. Reserves neither name nor address nor number. */
export const signups = pgTable(
  "signups",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    handleHash: text("handle_hash").notNull().unique(),
    /** Hash of a random value in the form: two posts of one form share a text. */
    formKey: text("form_key"),
    username: text("username").notNull(),
    email: text("email").notNull(),
    passwordHash: text("password_hash").notNull(),
    country: text("country").notNull(),
    phone: text("phone").notNull(),
    phoneProvedAt: at("phone_proved_at"),
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    returnTo: text("return_to"),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
  },
  (table) => [index("signups_expires_at").on(table.expiresAt)],
);

/**
 * What somebody has to prove before something of an account changes: that they are its owner (`step-up`, `reset`), or
 * that a new number or address is theirs (`phone-change`, `email-change`). Named by a handle as logins are; those of a
 * session are worth nothing in another. Expiry is computed from the row's clock.
 */
export const confirmations = pgTable(
  "confirmations",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    purpose: text("purpose").notNull(),
    /** `mailed`: waits for the link. `open`: waits for what is to be typed. `proved`: may be used once. */
    state: text("state").notNull(),
    /** Null until a browser holds it. `recovery`: a new number takes the place of all that was lost. */
    handleHash: text("handle_hash").unique(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    /** Methods passed so far, RFC 8176 names separated by spaces. */
    amr: text("amr").notNull().default(""),
    /** The new number (E.164), or the new address and the one it took the place of. */
    phone: text("phone"),
    email: text("email"),
    formerEmail: text("former_email"),
    /** Where the person goes on, and what was typed there; never a password or a PIN. */
    returnTo: text("return_to"),
    held: jsonb("held"),
    browser: text("browser").notNull(),
    address: text("address"),
    place: text("place"),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
  },
  (table) => [
    index("confirmations_user_id").on(table.userId),
    index("confirmations_session_id").on(table.sessionId),
    index("confirmations_expires_at").on(table.expiresAt),
    check(
      "confirmations_purpose",
      sql`${table.purpose} in ('step-up', 'phone-change', 'email-change', 'reset', 'recovery')`,
    ),
    check("confirmations_state", sql`${table.state} in ('mailed', 'open', 'proved', 'done', 'cancelled')`),
  ],
);

/**
 * One request for a PIN, with its tries and its clock, bound to the login, sign-up or confirmation that asked and to the
 * number at that time. `number` counts the messages of that flow: the nth challenge is the nth text.
 */
export const challenges = pgTable(
  "challenges",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    purpose: text("purpose").notNull(),
    loginId: uuid("login_id").references(() => logins.id, { onDelete: "cascade" }),
    signupId: uuid("signup_id").references(() => signups.id, { onDelete: "cascade" }),
    confirmationId: uuid("confirmation_id").references(() => confirmations.id, { onDelete: "cascade" }),
    /** Whose failures a wrong PIN adds to; null where there is no account, or where any stranger may have asked. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    number: smallint("number").notNull(),
    phone: text("phone").notNull(),
    provider: text("provider").notNull().default("vonage"),
    /** The provider's id; never leaves the server. */
    providerRequestId: uuid("provider_request_id"),
    /** The channels to try, in their order, separated by spaces, and how long each runs. */
    workflow: text("workflow").notNull().default("sms voice"),
    channelSeconds: smallint("channel_seconds").notNull().default(150),
    /** The last step (from 1) that is known to have begun, and when; later ones follow by the clock. */
    step: smallint("step").notNull().default(1),
    stepAt: at("step_at"),
    callRefusedAt: at("call_refused_at"),
    /** Where the phone confirms itself over its own network (`silent_auth`). */
    checkUrl: text("check_url"),
    /** A PIN of ours: the challenge it was made for, its keyed hash where we check it, and its tag. */
    codeFor: uuid("code_for"),
    codeHash: text("code_hash"),
    tag: text("tag"),
    state: text("state").notNull(),
    failure: text("failure"),
    triesLeft: smallint("tries_left").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    sentAt: at("sent_at"),
    resendAt: at("resend_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    closedAt: at("closed_at"),
  },
  (table) => [
    uniqueIndex("challenges_login_number").on(table.loginId, table.number),
    uniqueIndex("challenges_signup_number").on(table.signupId, table.number),
    uniqueIndex("challenges_confirmation_number").on(table.confirmationId, table.number),
    index("challenges_user_id").on(table.userId),
    index("challenges_open_phone").on(table.phone).where(sql`${table.closedAt} is null`),
    index("challenges_provider_request_id").on(table.providerRequestId),
    index("challenges_code_hash").on(table.expiresAt).where(sql`${table.codeHash} is not null`),
    index("challenges_unsettled").on(table.createdAt).where(sql`${table.state} in ('pending', 'unknown')`),
    check(
      "challenges_purpose",
      sql`${table.purpose} in ('signup', 'login', 'step-up', 'phone-change', 'reset', 'recovery')`,
    ),
    check(
      "challenges_owner",
      sql`num_nonnulls(${table.loginId}, ${table.signupId}, ${table.confirmationId}) = 1`,
    ),
    check(
      "challenges_state",
      sql`${table.state} in ('pending', 'sent', 'unknown', 'failed', 'approved', 'exhausted', 'superseded', 'cancelled')`,
    ),
    check("challenges_tries", sql`${table.triesLeft} >= 0`),
  ],
);
