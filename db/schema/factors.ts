import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
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

const owner = () =>
  uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** Authenticator apps (TOTP, RFC 6238). */
export const authenticatorApps = pgTable(
  "authenticator_apps",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: owner(),
    name: text("name").notNull(),
    /** 160 bits, sealed (lib/seal.ts). */
    secret: text("secret").notNull(),
    /** The newest time step (30 s since 1970) whose code was accepted: only later ones are. */
    lastStep: bigint("last_step", { mode: "number" }).notNull(),
    browser: text("browser").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (table) => [index("authenticator_apps_user_id").on(table.userId)],
);

/** Passkeys (WebAuthn credentials). */
export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: owner(),
    name: text("name").notNull(),
    /** As the authenticator calls it, base64url; a credential belongs to one account, for ever. */
    credentialId: text("credential_id").notNull().unique(),
    /** COSE, base64url. */
    publicKey: text("public_key").notNull(),
    /** Of signatures; authenticators that synchronise their keys keep it at 0. */
    counter: bigint("counter", { mode: "number" }).notNull(),
    /** How the browser reaches it, separated by spaces; a hint. */
    transports: text("transports").notNull().default(""),
    /** Whether it may be on several machines of its owner. */
    synced: boolean("synced").notNull(),
    browser: text("browser").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (table) => [index("passkeys_user_id").on(table.userId)],
);

/** An authenticator app or a passkey that is just being enrolled, by one session. */
export const factorEnrolments = pgTable(
  "factor_enrolments",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    handleHash: text("handle_hash").notNull().unique(),
    kind: text("kind").notNull(),
    userId: owner(),
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    /** Of an authenticator app, sealed; gone once it is enrolled. */
    secret: text("secret"),
    triesLeft: smallint("tries_left").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
  },
  (table) => [
    index("factor_enrolments_user_id").on(table.userId),
    index("factor_enrolments_session_id").on(table.sessionId),
    index("factor_enrolments_expires_at").on(table.expiresAt),
    check("factor_enrolments_kind", sql`${table.kind} in ('authenticator', 'passkey')`),
    check("factor_enrolments_tries", sql`${table.triesLeft} >= 0`),
  ],
);

/** Recovery codes. One opens an account once, and only when its owner has confirmed to have it. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: owner(),
    /** Those that were shown together. */
    setId: uuid("set_id").notNull(),
    /** Finds the row of a code without hashing it against all of them: 24 bits of a keyed hash. */
    locator: text("locator").notNull(),
    /** Argon2id, as a password's. */
    hash: text("hash").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    /** Since when it is good; null: shown, and not confirmed yet. */
    confirmedAt: at("confirmed_at"),
    usedAt: at("used_at"),
    /** When newer ones took its place. */
    droppedAt: at("dropped_at"),
  },
  (table) => [
    index("recovery_codes_user_id").on(table.userId),
    index("recovery_codes_set_id").on(table.setId),
  ],
);

/**
 * Browsers that need no second step, where the deployer allows that. The cookie holds the id and a token; each use gives
 * it a new one, so a token that is not the newest was copied.
 */
export const trustedBrowsers = pgTable(
  "trusted_browsers",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: owner(),
    tokenHash: text("token_hash").notNull(),
    /** The token before this one, and since when it is not the newest: two logins at once are no copy. */
    formerHash: text("former_hash"),
    rotatedAt: at("rotated_at"),
    /** Of the cookie that names the browser: a token is worth nothing beside another one. */
    browserHash: text("browser_hash").notNull(),
    browser: text("browser").notNull(),
    place: text("place"),
    createdAt: at("created_at").notNull().defaultNow(),
    lastUsedAt: at("last_used_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    revokedAt: at("revoked_at"),
  },
  (table) => [
    index("trusted_browsers_user_id").on(table.userId),
    index("trusted_browsers_expires_at").on(table.expiresAt),
  ],
);

/** Requests to get back in with every factor lost. `waiting` until `readyAt`; then the mailed link works until `endsAt`. */
export const recoveries = pgTable(
  "recoveries",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: owner(),
    state: text("state").notNull().default("waiting"),
    browser: text("browser").notNull(),
    address: text("address"),
    place: text("place"),
    createdAt: at("created_at").notNull().defaultNow(),
    readyAt: at("ready_at").notNull(),
    endsAt: at("ends_at").notNull(),
    endedAt: at("ended_at"),
  },
  (table) => [
    uniqueIndex("recoveries_one_waiting").on(table.userId).where(sql`${table.state} = 'waiting'`),
    index("recoveries_user_id").on(table.userId),
    check("recoveries_state", sql`${table.state} in ('waiting', 'stopped', 'done')`),
  ],
);
