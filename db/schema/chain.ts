import { bigint, customType, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/**
 * The chain over the audit: each seal is for a batch of rows and for the seal before it (docs/audit.md). Append-only.
 * Hashes are SHA-256 in hexadecimal.
 */
export const auditSeals = pgTable("audit_seals", {
  /** 1, 2, … without gaps. */
  number: bigint("number", { mode: "number" }).primaryKey(),
  /** The ids of audit that it is for, both included; each begins where the one before ended. */
  fromId: bigint("from_id", { mode: "number" }).notNull(),
  toId: bigint("to_id", { mode: "number" }).notNull(),
  rowCount: integer("row_count").notNull(),
  /** The ids of its rows and their hashes, 32 bytes each, in the same order; null once retention has removed the rows. */
  rowIds: bigint("row_ids", { mode: "number" }).array(),
  rowHashes: bytea("row_hashes"),
  rowsHash: text("rows_hash").notNull(),
  previousHash: text("previous_hash").notNull(),
  sealedAt: at("sealed_at").notNull(),
  hash: text("hash").notNull(),
  /** HMAC-SHA-256 of the hash, by the PASSWORD_PEPPERS entry with this id. */
  keyId: text("key_id").notNull(),
  mac: text("mac").notNull(),
  expiredAt: at("expired_at"),
});
