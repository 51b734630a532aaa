import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  numeric,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * The ledger: one row for every channel of every message that we asked for, written before it is sent. It outlives
 * the flow it belongs to. Numbers and addresses stand here as keyed hashes only.
 */
export const sends = pgTable(
  "sends",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    challengeId: uuid("challenge_id").notNull(),
    purpose: text("purpose").notNull(),
    provider: text("provider").notNull(),
    channel: text("channel").notNull(),
    /** ISO 3166; the prefix is E.164 without its last three digits. */
    country: text("country").notNull(),
    prefix: text("prefix").notNull(),
    numberHash: text("number_hash").notNull(),
    addressHash: text("address_hash"),
    at: at("at").notNull().defaultNow(),
    /** reserved, accepted, unknown, refused, delivered, undelivered, blocked; decoy where nothing was sent */
    result: text("result").notNull(),
    estimatedPrice: numeric("estimated_price", { precision: 10, scale: 5 }).notNull(),
    price: numeric("price", { precision: 10, scale: 5 }),
    currency: text("currency").notNull(),
    /** When the PIN it carried was entered. */
    usedAt: at("used_at"),
  },
  (table) => [
    uniqueIndex("sends_challenge_channel").on(table.challengeId, table.provider, table.channel),
    index("sends_prefix_at").on(table.purpose, table.prefix, table.at),
    index("sends_country_at").on(table.purpose, table.country, table.at),
    index("sends_address_at").on(table.purpose, table.addressHash, table.at),
    index("sends_priced")
      .on(table.provider, table.channel, table.country, table.at)
      .where(sql`${table.price} is not null`),
    // Not a tree: that would tempt the planner to walk through other countries.
    index("sends_at").using("brin", table.at),
  ],
);

/**
 * What providers told us in signed callbacks. Kept by the provider's request id, so that a callback that comes
 * before the answer to our own call is found once the id is known.
 */
export const providerEvents = pgTable(
  "provider_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    provider: text("provider").notNull(),
    requestId: uuid("request_id").notNull(),
    challengeId: uuid("challenge_id"),
    scope: text("scope").notNull(),
    channel: text("channel").notNull().default(""),
    status: text("status").notNull(),
    meaning: text("meaning").notNull(),
    reason: text("reason"),
    occurredAt: at("occurred_at").notNull(),
    receivedAt: at("received_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("provider_events_once").on(
      table.requestId,
      table.provider,
      table.scope,
      table.channel,
      table.status,
    ),
    index("provider_events_received_at").on(table.receivedAt),
  ],
);

/** Ids of deliveries that were taken, so that none counts twice. */
export const providerDeliveries = pgTable(
  "provider_deliveries",
  {
    id: text("id").primaryKey(),
    receivedAt: at("received_at").notNull().defaultNow(),
  },
  (table) => [index("provider_deliveries_received_at").on(table.receivedAt)],
);

/** The circuit breaker of each provider: while it is open nobody waits for a provider that is down. */
export const breakers = pgTable("breakers", {
  provider: text("provider").primaryKey(),
  failures: integer("failures").notNull(),
  failedAt: at("failed_at").notNull(),
  openUntil: at("open_until"),
});

/** Which alerts were raised to the operators, and when last: each is raised once an hour at most. */
export const alerts = pgTable("alerts", {
  key: text("key").primaryKey(),
  raisedAt: at("raised_at").notNull(),
});
